"""Takes data away, and writes down who did, what and how much of it."""

from collections.abc import Iterator
from datetime import datetime

from tablib import Dataset

from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.exported import exported
from loyalty.imports.models import Export
from loyalty.imports.resources import RESOURCES
from loyalty.imports.take_away import take_away


def export_data(*, kind: str, format: str, full: bool, reason: str, by: int, at: datetime) -> Iterator[Dataset]:  # noqa: A002
    """Tables of a thousand rows or fewer, at least one, with cells that no spreadsheet runs; see `exported`.

    `full` shows personal data: the door checks the permission, and `reason` must say why. What `take_away` refuses.
    """
    found = exported(kind=kind, full=full, at=at)
    resource = RESOURCES[kind](by=by, at=at)
    tables = _tables(resource.export([]), (resource.export(page) for page in found.pages))
    taken = take_away(tables=tables, rows=found.count, format=format, by=by, at=at)
    Export.objects.create(what=kind, format=format, rows=found.count, full=full, reason=reason, by_id=by, at=at)
    audit(
        act=EXPORTED, object_kind="list", object_id=kind, reason=reason,
        after={"format": format, "rows": found.count, "full": full},
    )  # fmt: skip
    return taken


def _tables(empty: Dataset, pages: Iterator[Dataset]) -> Iterator[Dataset]:
    yield next(pages, empty)
    yield from pages
