"""Tables as files: CSV piece by piece, XLSX as a whole. Cells come already safe from `cells.plain`."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from tablib import Dataset

BOM = "\ufeff"  # without it Excel takes UTF-8 for the country's old encoding


def csv_pieces(tables: Iterable[Dataset], *, russian: bool) -> Iterator[str]:
    """CSV as Excel of the country opens it: a Russian one expects semicolons and decimal commas."""
    for place, table in enumerate(tables):
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";" if russian else ",", lineterminator="\r\n")
        if not place:
            text.write(BOM)
            writer.writerow(table.headers)
        for row in table:
            writer.writerow([_written(cell, russian) for cell in row])
        yield text.getvalue()


def write_xlsx(tables: Iterable[Dataset], file: IO[bytes]) -> None:
    """One sheet; text is stored as text whatever it looks like. Memory does not grow with the rows."""
    from openpyxl import Workbook  # only now: config/workbooks.py

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for place, table in enumerate(tables):
        if not place:
            sheet.append(table.headers)
        for row in table:
            sheet.append(_typed(sheet, row))
    book.save(file)


def _written(cell: Any, russian: bool) -> str:
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",") if russian else f"{cell:f}"
    return str(cell)


def _typed(sheet: Any, row: Sequence[Any]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for value in row:
        if isinstance(value, str):
            cell = WriteOnlyCell(sheet, _storable(value))
            cell.data_type = "s"
            cells.append(cell)
        else:
            cells.append(value)
    return cells


def _storable(text: str) -> str:
    """XML has no place for most control characters."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")
