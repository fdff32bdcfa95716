"""Takes a file that an employee brought, once it has shown to be a table with the documented columns."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.imports.columns import check_columns
from loyalty.imports.models import Upload, UploadFile
from loyalty.imports.resources import RESOURCES
from loyalty.imports.tables import Table, UnreadableFile, open_table
from loyalty.members.seal import seal_bytes, unseal_bytes
from loyalty.refusals import Refusal, Words

LARGEST = 20 * 2**20
MOST_ROWS = 200_000
_OTHER_SHEETS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")  # Excel before 2007, and what is no table at all


class FileTooLarge(Refusal):
    code: ClassVar[str] = "file_too_large"
    status: ClassVar[int] = 413
    title: ClassVar[Words] = _("The file is larger than 20 MB")
    hint: ClassVar[Words] = _("Split it into parts: each is loaded by itself, and nothing is loaded twice.")


class TooManyRows(Refusal):
    code: ClassVar[str] = "too_many_rows"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The file has more than 200 000 rows")
    hint: ClassVar[Words] = _("Split it into parts: each is loaded by itself, and nothing is loaded twice.")


def take_upload(
    *, kind: str, name: str, content: bytes, by: int, at: datetime, target: Mapping[str, Any] | None = None
) -> int:
    """The id of the stored upload, ready to be checked. Nothing of its rows has been looked at but their number, and
    that a workbook only claims: somebody waits for the answer. Whoever checks it, counts.

    FileTooLarge, TooManyRows, UnreadableFile, DangerousFile; WrongColumns when the header differs.
    """
    if len(content) > LARGEST:
        raise FileTooLarge(field=name)
    suffix, table_bytes = as_table(content, name)
    with unpacked(table_bytes, suffix) as table:
        check_columns(table.columns, RESOURCES[kind].columns)
        rows = sum(1 for _row in islice(table.rows(0), MOST_ROWS + 1)) if table.count is None else table.count
        if rows > MOST_ROWS:
            raise TooManyRows(field=name)
    with transaction.atomic():
        upload = Upload.objects.create(
            kind=kind,
            target=dict(target or {}),
            name=Path(name).name[:255],
            sha256=sha256(content).hexdigest(),
            size=len(content),
            columns=list(table.columns),
            rows=rows,
            by_id=by,
            at=at,
            advanced_at=at,
        )
        UploadFile.objects.create(upload=upload, sealed=seal_bytes(kind="upload", plain=suffix.encode() + table_bytes))
    return upload.pk


@contextmanager
def opened_upload(upload_id: int) -> Iterator[Table]:
    """The table that was taken. UploadFile.DoesNotExist once it has been deleted."""
    sealed = UploadFile.objects.get(pk=upload_id).sealed
    plain = unseal_bytes(kind="upload", sealed=bytes(sealed))
    with unpacked(plain[5:], plain[:5].decode()) as table:
        yield table


@contextmanager
def unpacked(content: bytes, suffix: str) -> Iterator[Table]:
    """The content as a table, in a file that only we can read and that goes when we are done."""
    with tempfile.TemporaryDirectory(prefix="loyalty-upload-") as folder:
        path = Path(folder) / f"table{suffix.strip()}"
        path.write_bytes(content)
        yield open_table(path)


def as_table(content: bytes, name: str) -> tuple[str, bytes]:
    """What kind of file it is, by its contents whatever it is called, five characters; text comes out as UTF-8."""
    if content.startswith(b"PK\x03\x04"):
        return ".xlsx", content
    if not content.strip():
        raise UnreadableFile(field=name, detail=_("The file is empty."))
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not content.startswith(_OTHER_SHEETS):
            return ".csv ", text.encode()
    raise UnreadableFile(field=name, detail=_("It is neither an XLSX workbook nor text."))
