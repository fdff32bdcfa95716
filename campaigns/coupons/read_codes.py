"""Codes and contacts as people bring them: a file with a column, or lines of text."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.coupons.start_work import MOST
from loyalty.imports.cells import unquoted
from loyalty.imports.take_upload import LARGEST, FileTooLarge, as_table, unpacked
from loyalty.refusals import Refusal, Words


class NoColumn(Refusal):
    code: ClassVar[str] = "wrong_columns"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The file lacks the column that is needed")
    hint: ClassVar[Words] = _("The first row names the columns, as written beside the form.")


class TooManyLines(Refusal):
    code: ClassVar[str] = "too_many_rows"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The file has more than a million rows")
    hint: ClassVar[Words] = _("Split it into parts: what is there already is not added twice.")


def read_column(*, name: str, content: bytes, column: str) -> list[str]:
    """The cells of the column of a CSV or XLSX file, top to bottom, each in one line; blank rows are left out.

    FileTooLarge, UnreadableFile, DangerousFile, NoColumn, TooManyLines.
    """
    if len(content) > LARGEST:
        raise FileTooLarge(field=name)
    suffix, table_bytes = as_table(content, name)
    found: list[str] = []
    with unpacked(table_bytes, suffix) as table:
        columns = [one.strip().lower() for one in table.columns]
        if column not in columns:
            raise NoColumn(field=column, detail=column)
        place = columns.index(column)
        for row in table.rows(0):
            cell = row[place] if place < len(row) else None
            text = " ".join(unquoted(_text(cell)).split())
            if text:
                found.append(text)
            if len(found) > MOST:
                raise TooManyLines(field=name)
    return found


def _text(cell: object) -> str:
    """A spreadsheet makes numbers of codes that are digits."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
