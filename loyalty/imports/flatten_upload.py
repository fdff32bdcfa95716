"""Turns a workbook that was brought into lines, once: each batch begins at its row, and a workbook has to be read from
its beginning to get there."""

import tempfile
from pathlib import Path

from django.db import transaction

from loyalty.imports.lines import SUFFIX, write_lines
from loyalty.imports.models import Upload, UploadFile
from loyalty.imports.take_upload import MOST_ROWS, TooManyRows, opened_upload
from loyalty.members.seal import seal_bytes


def flatten_upload(*, upload_id: int) -> None:
    """Keep lines instead of the workbook, with the number of its rows; nothing when it is no workbook (any longer).

    Half a minute for 150 000 rows, and twice changes nothing. TooManyRows, UnreadableFile, UploadFile.DoesNotExist.
    """
    with opened_upload(upload_id) as table, tempfile.TemporaryDirectory(prefix="loyalty-upload-") as folder:
        if table.path.suffix != ".xlsx":
            return
        path = Path(folder) / f"table{SUFFIX}"
        rows = write_lines(table, path, most=MOST_ROWS)
        if rows > MOST_ROWS:
            raise TooManyRows(field=table.path.name)
        sealed = seal_bytes(kind="upload", plain=SUFFIX.encode() + path.read_bytes())
    with transaction.atomic():
        Upload.objects.filter(pk=upload_id).update(rows=rows)
        UploadFile.objects.filter(pk=upload_id).update(sealed=sealed)
