"""Uploads for tests: a file in, checked, and loaded when told."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.confirm_upload import confirm_upload
from loyalty.imports.models import Upload, UploadFault
from loyalty.imports.take_upload import take_upload
from tests.builders import NOON


def a_csv(*rows: Mapping[str, str], delimiter: str = ",") -> bytes:
    """CSV in UTF-8 with every column that any row has."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def a_workbook(columns: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """XLSX with one sheet."""
    book = Workbook()
    assert book.active is not None
    for row in (columns, *rows):
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def checked(kind: str, content: bytes, *, by: int, name: str = "file.csv", at: datetime = NOON) -> Upload:
    """The upload after its check."""
    pk = take_upload(kind=kind, name=name, content=content, by=by, at=at)
    advance_upload(upload_id=pk, at=at, going_on=lambda: True)
    return Upload.objects.get(pk=pk)


def loaded(kind: str, content: bytes, *, by: int, name: str = "file.csv", at: datetime = NOON) -> Upload:
    """The upload after somebody said yes."""
    pk = checked(kind, content, by=by, name=name, at=at).pk
    confirm_upload(upload_id=pk, by=by, at=at)
    advance_upload(upload_id=pk, at=at, going_on=lambda: True)
    return Upload.objects.get(pk=pk)


def faults(upload: Upload, phase: str = "check") -> list[tuple[int, str, str]]:
    """(row, column, code) of the rows refused."""
    return list(
        UploadFault.objects.filter(upload=upload, phase=phase).order_by("row").values_list("row", "column", "code")
    )
