"""What is refused before a single row is looked at."""

import io
import zipfile

import pytest
from django.utils.translation import override

from loyalty.imports import take_upload as module
from loyalty.imports import workbook
from loyalty.imports.columns import WrongColumns
from loyalty.imports.models import Upload, UploadFile
from loyalty.imports.tables import UnreadableFile
from loyalty.imports.take_upload import FileTooLarge, TooManyRows, opened_upload, take_upload
from loyalty.imports.workbook import DangerousFile
from loyalty.refusals import Refusal
from tests.builders import NOON
from tests.cast import Cast
from tests.loyalty.imports.uploads import a_csv, a_workbook

pytestmark = pytest.mark.django_db
GOODS = {"sku": "TEA", "name": "Чай"}


def _take(cast: Cast, content: bytes, name: str = "goods.csv") -> int:
    return take_upload(kind="products", name=name, content=content, by=cast.owner.pk, at=NOON)


def _with_part(name: str, content: bytes, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook in which one part is another."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(a_workbook(("sku", "name"), ("A", "Сыр")))) as was,
        zipfile.ZipFile(out, "w", method) as book,
    ):
        for part in was.namelist():
            if part != name:
                book.writestr(part, was.read(part))
        book.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_table_is_kept_sealed_with_who_brought_it(cast: Cast, suffix: str) -> None:
    content = a_csv(GOODS) if suffix == "csv" else a_workbook(tuple(GOODS), tuple(GOODS.values()))
    upload = Upload.objects.get(pk=_take(cast, content, name=f"../../{suffix}/goods.{suffix}"))
    assert (upload.name, upload.by, upload.rows, upload.size) == (f"goods.{suffix}", cast.owner, 1, len(content))
    assert "Чай".encode() not in bytes(UploadFile.objects.get(pk=upload.pk).sealed)
    with opened_upload(upload.pk) as table:
        assert list(table.rows(0)) == [("TEA", "Чай")]


def test_rows_of_a_workbook_are_counted_and_not_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given: reading 150 000 rows takes half a minute of a process that serves tills
    read: list[object] = []

    def value(cell: object) -> object:
        if cell is not None:
            read.append(cell)
        return cell

    monkeypatch.setattr(workbook, "_value", value)
    # when
    pk = _take(cast, a_workbook(tuple(GOODS), *[tuple(GOODS.values())] * 50, (), ("COFFEE", "Кофе")), name="goods.xlsx")
    # then
    assert Upload.objects.get(pk=pk).rows == 52
    assert read == list(GOODS)


def test_a_bomb_is_refused_without_being_unpacked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given 90 KB that are 29 MB of XML, and more than may be unpacked at all
    monkeypatch.setattr("openpyxl.load_workbook", pytest.fail)
    for unpacked in (29 * 2**20, 2 * workbook.UNPACKED):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _megabyte in range(unpacked // 2**20):
                    sheet.write(b" " * 2**20)
        with pytest.raises(DangerousFile):
            _take(cast, bomb.getvalue(), name="goods.xlsx")
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (_with_part("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'), DangerousFile),
        (_with_part("xl/worksheets/sheet1.xml", b"<broken"), UnreadableFile),
        (_with_part("xl/workbook.xml", b"nonsense"), UnreadableFile),
        (b"PK\x03\x04 and then nothing", UnreadableFile),
        (b"", UnreadableFile),
        (b"\n\n", UnreadableFile),
        (b"\xd0\xcf\x11\xe0 Excel of 1997", UnreadableFile),
        (b"%PDF-1.7", UnreadableFile),
        (b"sku,name\nA\0,B\n", UnreadableFile),
        (b"name\nTea\n", WrongColumns),
        (b"sku,name,colour\nA,Tea,red\n", WrongColumns),
        (b"sku,sku,name\n", WrongColumns),
        (b"just words", WrongColumns),
    ],
)
def test_what_is_no_table_of_ours_is_refused_in_words(cast: Cast, content: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        _take(cast, content)
    for language in ("ru", "en"):
        with override(language):
            assert str(refused.value.title)
            assert str(refused.value.hint)
    assert Upload.objects.count() == 0


def test_size_and_rows_have_limits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 200)
    with pytest.raises(FileTooLarge):
        _take(cast, b"sku,name\n" + b"A,B\n" * 50)
    monkeypatch.setattr(module, "LARGEST", 2**20)
    monkeypatch.setattr(module, "MOST_ROWS", 10)
    with pytest.raises(TooManyRows):
        _take(cast, b"sku,name\n" + b"A,B\n" * 11)


def test_a_sheet_that_claims_a_million_rows_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1_000)
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>sku</t></is></c>'
        b'<c r="B1" t="inlineStr"><is><t>name</t></is></c></row>'
        b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>A</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(TooManyRows):
        _take(cast, _with_part("xl/worksheets/sheet1.xml", sheet), name="goods.xlsx")
