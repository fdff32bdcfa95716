"""Takes the members of a segment away as a table, and writes down who did, what and how much of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from tablib import Dataset

from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.cells import plain
from loyalty.imports.exported import people_of
from loyalty.imports.take_away import take_away
from segments.segment.models import Membership, Segment

COLUMNS = ("number", "first_name", "last_name", "phone", "email", "card", "external", "since")
PAGE = 1_000


def export_members(
    *,
    segment: Segment,
    format: str,  # noqa: A002
    full: bool,
    reason: str,
    by: int,
    at: datetime,
) -> Iterator[Dataset]:
    """Tables of a thousand members or fewer, at least one, with cells that no spreadsheet runs; the newest are last.

    `full` shows names and contacts (a list for calls): the door checks the permission, `reason` must say why.
    What `take_away` refuses.
    """
    rows = Membership.objects.filter(segment=segment).count()
    taken = take_away(tables=_tables(segment, full), rows=rows, format=format, by=by, at=at)
    with transaction.atomic():
        audit(
            act=EXPORTED, object_kind="segment", object_id=segment.pk, object_name=str(segment), reason=reason,
            after={"format": format, "rows": rows, "full": full},
        )  # fmt: skip
    return taken


def _tables(segment: Segment, full: bool) -> Iterator[Dataset]:
    last, first = 0, True
    while True:
        inside = Membership.objects.filter(segment=segment, member__gt=last).order_by("member")
        page: list[tuple[int, datetime]] = list(inside.values_list("member_id", "since")[:PAGE])
        if page or first:
            yield _table(page, full)
        if len(page) < PAGE:
            return
        last, first = page[-1][0], False


def _table(page: list[tuple[int, datetime]], full: bool) -> Dataset:
    since, table = dict(page), Dataset(headers=list(COLUMNS))
    for person in people_of(members=[member for member, _since in page], full=full):
        cells: dict[str, Any] = {**person, "since": since[person["number"]].isoformat(timespec="seconds")}
        table.append([plain(cells.get(column)) for column in COLUMNS])
    return table
