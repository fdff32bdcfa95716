"""Takes data away, and writes down who did, what and how much of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.exported import exported
from loyalty.imports.models import Export
from loyalty.imports.resources import RESOURCES
from loyalty.limits.count import count
from loyalty.limits.limit import EXPORTS
from loyalty.refusals import Refusal, Words

MOST_IN_A_SHEET = 100_000


class SheetTooLong(Refusal):
    code: ClassVar[str] = "sheet_too_long"
    title: ClassVar[Words] = _("There are more than 100 000 rows")
    hint: ClassVar[Words] = _("Take them as CSV: it has no limit.")


def export_data(*, kind: str, format: str, full: bool, reason: str, by: int, at: datetime) -> Iterator[Dataset]:  # noqa: A002
    """Tables of a thousand rows or fewer, at least one, with cells that no spreadsheet runs; see `exported`.

    `full` shows personal data: the door checks the permission, and `reason` must say why. SheetTooLong for an XLSX,
    TooManyAttempts for the eleventh file of an hour.
    """
    count(limit=EXPORTS, who=str(by), at=at)
    found = exported(kind=kind, full=full, at=at)
    if format == "xlsx" and found.count > MOST_IN_A_SHEET:
        raise SheetTooLong
    Export.objects.create(what=kind, format=format, rows=found.count, full=full, reason=reason, by_id=by, at=at)
    audit(
        act=EXPORTED, object_kind="list", object_id=kind, reason=reason,
        after={"format": format, "rows": found.count, "full": full},
    )  # fmt: skip
    resource = RESOURCES[kind](by=by, at=at)
    return _tables(resource.export([]), (resource.export(page) for page in found.pages))


def _tables(empty: Dataset, pages: Iterator[Dataset]) -> Iterator[Dataset]:
    yield next(pages, empty)
    yield from pages
