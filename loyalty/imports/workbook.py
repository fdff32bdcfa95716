"""Opens an XLSX file as a table, once its directory has shown that it cannot burst.

A workbook is a zip of XML: 90 KB of it can hold hours of work. What it says of itself is checked before anything is
unpacked, and Python's zipfile never unpacks more of a member than the directory said.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.imports.tables import Row, Table, UnreadableFile
from loyalty.refusals import Refusal

MEMBERS = 500
UNPACKED = 100 * 2**20
RATIO = 150  # of a member above `SMALL`; sheets of receipts pack 10 to 40 times
SMALL = 2**20
COLUMNS = 100
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,9})["']""")


class DangerousFile(Refusal):
    """The file is small, and what is packed inside is not."""

    code = "dangerous_file"
    status = 422
    title = _("The file is packed in a way that is not safe to open")
    hint = _("Save the sheet as CSV in UTF-8, or copy it into a new workbook, and try again.")


def check_workbook(path: Path) -> None:
    """Nothing, or DangerousFile, or UnreadableFile when it is no workbook. Only first bytes are unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
                raise DangerousFile(field=path.name)
            for member in members:
                _check_member(archive, member, path)
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableFile(field=path.name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableFile(field=path.name) from error


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    if member.flag_bits & 1:
        raise UnreadableFile(field=path.name, detail=_("The file is protected with a password."))
    if member.file_size > SMALL and member.file_size > RATIO * max(1, member.compress_size):
        raise DangerousFile(field=path.name)
    if member.filename.endswith((".xml", ".rels")):
        with archive.open(member) as part:
            if (
                b"<!DOCTYPE" in part.read(4096).replace(b"\0", b"").upper()
            ):  # the only place where entities can be declared
                raise DangerousFile(field=path.name)


def open_workbook(path: Path) -> Table:
    """The first sheet as a table with its header; rows are streamed. UnreadableFile, DangerousFile.

    Values come as the sheet keeps them: text, int, float, bool, datetime; formulas as the value last computed. The
    rows are counted without reading their cells, which would take a minute for a hundred thousand.
    """
    check_workbook(path)
    with _opened(path) as sheet:
        header = next(_values(sheet), ())
        count = max(0, _last_row(path, sheet._worksheet_path) - 1)  # noqa: SLF001  no other way
    columns = tuple(str("" if name is None else name).strip() for name in header)
    while columns and not columns[-1]:
        columns = columns[:-1]
    if not columns:
        raise UnreadableFile(field=path.name, detail=_("The file has no header."))

    def rows(skip: int) -> Iterator[Row]:
        width = len(columns)
        for row in islice(_sheet(path), skip + 1, None):
            cells = row[:width] + (None,) * (width - len(row))
            yield cells if all(cell is None for cell in row[width:]) else row

    return Table(path=path, columns=columns, rows=rows, count=count)


def _sheet(path: Path) -> Iterator[Row]:
    with _opened(path) as sheet:
        yield from _values(sheet)


def _values(sheet: Any) -> Iterator[Row]:
    for row in sheet.iter_rows(max_col=COLUMNS, values_only=True):
        yield tuple(_value(cell) for cell in row)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The first sheet, as the library has it."""
    from openpyxl import load_workbook  # only now: config/workbooks.py

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file claims about its size is not asked
            yield sheet
        finally:
            book.close()
    except Refusal:
        raise
    except Exception as error:  # a broken workbook fails in any of the library's ways
        raise UnreadableFile(field=path.name) from error


def _last_row(path: Path, part: str) -> int:
    """The number of the sheet's last row: rows name theirs, and those that do not follow one another."""
    number = last = 0
    rest = b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as sheet:
        while piece := sheet.read(2**20):
            xml = rest + piece
            cut = xml.rfind(b"<")  # a tag may go on in the next piece
            for row in _ROW.finditer(xml, 0, max(cut, 0)):
                named = _NUMBER.search(row[1])
                number = int(named[1]) if named else number + 1
                last = max(last, number)
            rest = xml[cut:] if cut >= 0 else b""
    return last


def _value(cell: Any) -> Any:
    """Times of day mean nothing here; what is not a value that a table has becomes its text."""
    if cell is None or isinstance(cell, str | int | float | datetime):
        return cell
    return cell.isoformat() if isinstance(cell, time) else str(cell)
