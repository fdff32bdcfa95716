"""Lets an employee take tables away, within their limits."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from loyalty.limits.count import count
from loyalty.limits.limit import EXPORTS, EXPORTS_AT_ONCE
from loyalty.limits.occupy import occupy
from loyalty.refusals import Refusal, Words

MOST_IN_A_SHEET = 100_000


class SheetTooLong(Refusal):
    code: ClassVar[str] = "sheet_too_long"
    title: ClassVar[Words] = _("There are more than 100 000 rows")
    hint: ClassVar[Words] = _("Take them as CSV: it has no limit.")


def take_away(
    *,
    tables: Iterator[Dataset],
    rows: int,
    format: str,  # noqa: A002
    by: int,
    at: datetime,
) -> Iterator[Dataset]:
    """The tables. Every file of people, codes, goods and balances goes through here.

    SheetTooLong for an XLSX of too many `rows`, TooManyAtOnce for the third file being made, TooManyAttempts for
    the eleventh of an hour. Four queries, and one for each table.
    """
    if format == "xlsx" and rows > MOST_IN_A_SHEET:
        raise SheetTooLong
    with transaction.atomic():  # the eleventh of an hour takes no place
        taken = occupy(limit=EXPORTS_AT_ONCE, who=str(by), pieces=tables)
        count(limit=EXPORTS, who=str(by), at=at)
    return taken
