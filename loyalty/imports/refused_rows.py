"""The rows of an upload that were refused, as they came."""

from collections.abc import Callable, Iterator
from typing import Any

from tablib import Dataset

from loyalty.imports.advance_upload import FIRST_ROW
from loyalty.imports.cells import plain
from loyalty.imports.columns import NOTES
from loyalty.imports.models import Upload, UploadFault
from loyalty.imports.tables import Row
from loyalty.imports.take_upload import opened_upload

PAGE = 1_000


def refused_rows(*, upload_id: int, reason: Callable[[str], str]) -> list[Dataset]:
    """Tables with the row's number, the reason in words, and the cells; `row` and `reason` are ignored when it returns.

    Of the load when there was one, else of the check. UploadFile.DoesNotExist once the file has been deleted.
    """
    upload = Upload.objects.get(pk=upload_id)
    phase = "load" if upload.confirmed_at else "check"
    faults = UploadFault.objects.filter(upload=upload, phase=phase)
    found = {row: (column, code) for row, column, code in faults.values_list("row", "column", "code")}
    kept = [place for place, name in enumerate(upload.columns) if name not in NOTES]
    headers = [*NOTES, *(upload.columns[place] for place in kept)]

    def lines(rows: Iterator[Row]) -> Iterator[list[Any]]:
        for number, row in enumerate(rows, start=FIRST_ROW):
            if number in found:
                column, code = found[number]
                cells = [plain(row[place]) for place in kept if place < len(row)]
                why = f"{column}: {reason(code)}" if column else reason(code)
                yield [number, why, *cells, *[""] * (len(kept) - len(cells))]

    with opened_upload(upload_id) as table:
        return _pages(list(lines(table.rows(0))), headers)


def _pages(lines: list[list[Any]], headers: list[str]) -> list[Dataset]:
    starts = range(0, max(1, len(lines)), PAGE)
    return [Dataset(*lines[start : start + PAGE], headers=headers) for start in starts]
