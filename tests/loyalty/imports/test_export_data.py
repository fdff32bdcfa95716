"""What leaves the house: masked unless somebody says why, never run by a spreadsheet, and fit to be brought back."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from openpyxl import load_workbook

from loyalty.catalogue.models import Category, Product
from loyalty.imports import take_away as module
from loyalty.imports.export_data import export_data
from loyalty.imports.models import Export
from loyalty.imports.samples import sample
from loyalty.imports.sheets import csv_pieces, write_xlsx
from loyalty.imports.take_away import SheetTooLong
from tests.builders import NOON, a_consent_text, some_points
from tests.cast import ANNA_CARD, ANNA_EMAIL, ANNA_PHONE, Cast
from tests.loyalty.imports.uploads import checked, loaded

pytestmark = pytest.mark.django_db


def _taken(cast: Cast, kind: str, *, full: bool = False, format: str = "csv") -> list[Any]:  # noqa: A002
    reason = "проверка" if full else ""
    return list(export_data(kind=kind, format=format, full=full, reason=reason, by=cast.owner.pk, at=NOON))


def _csv(cast: Cast, kind: str, **how: Any) -> str:
    return "".join(csv_pieces(_taken(cast, kind, **how), russian=False))


def _goods() -> None:
    food = Category.objects.create(code="f", name="Еда")
    Product.objects.create(sku="=1+1", name="@SUM(A1)", brand="-2+3", category=food, cost_kopecks=123_450)


def test_no_cell_of_a_csv_runs_and_numbers_stay_numbers(cast: Cast) -> None:
    _goods()
    text = _csv(cast, "products")
    assert "\ufeffsku,name,category" in text
    assert "'=1+1,'@SUM(A1),Еда,'-2+3,1234.50,,0," in text
    russian = "".join(csv_pieces(_taken(cast, "products"), russian=True))
    assert "'=1+1;'@SUM(A1);Еда;'-2+3;1234,50;;0;" in russian


def test_no_cell_of_a_workbook_is_a_formula(cast: Cast) -> None:
    _goods()
    file = io.BytesIO()
    write_xlsx(_taken(cast, "products", format="xlsx"), file)
    sheet = load_workbook(file).active
    assert sheet is not None
    row = next(iter(sheet.iter_rows(min_row=2)))
    assert [(cell.value, cell.data_type) for cell in row[:2]] == [("'=1+1", "s"), ("'@SUM(A1)", "s")]
    assert (row[4].value, row[4].data_type) == (1234.5, "n")
    assert "f" not in {cell.data_type for each in sheet.iter_rows() for cell in each}


@pytest.mark.parametrize("russian", [True, False])
def test_goods_that_were_taken_away_can_be_brought_back(cast: Cast, russian: bool) -> None:
    _goods()
    content = "".join(csv_pieces(_taken(cast, "products"), russian=russian)).encode()
    assert checked("products", content, by=cast.owner.pk).counts["check"] == {"unchanged": 1}


def test_people_are_masked_unless_somebody_says_why(cast: Cast) -> None:
    masked, full = _csv(cast, "members"), _csv(cast, "members", full=True)
    secrets = (ANNA_PHONE, ANNA_EMAIL, ANNA_CARD, "Кузнецова", "1990-03-08")
    assert [secret for secret in secrets if secret in masked] == []
    assert [secret for secret in secrets if secret not in full] == []
    assert "Анна К." in masked
    assert "+7 *** ***-67-34" in masked


def test_members_taken_away_in_full_are_known_when_they_come_back(cast: Cast) -> None:
    upload = checked("members", _csv(cast, "members", full=True).encode(), by=cast.owner.pk)
    assert upload.counts["check"] == {"unchanged": 3}


def test_balances_are_lots_with_their_dates(cast: Cast) -> None:
    some_points(cast.anna, 120, expires_at=NOON + timedelta(days=30))
    some_points(cast.anna, 5, expires_at=NOON + timedelta(days=1), at=NOON - timedelta(days=1))
    some_points(cast.boris, 7)
    rows = [row for table in _taken(cast, "openings", full=True) for row in table.dict]
    assert [(row["member"], row["member_kind"], row["points"], row["expires_at"]) for row in rows] == [
        (ANNA_CARD, "card", 120, "2026-12-21T09:00:00+00:00"),
        (ANNA_CARD, "card", 5, "2026-11-22T09:00:00+00:00"),
        ("+79161112233", "phone", 7, ""),
    ]
    assert ANNA_CARD not in _csv(cast, "openings")


def test_who_took_what_is_written_down_for_good(cast: Cast) -> None:
    _taken(cast, "members", full=True)
    row = Export.objects.get()
    assert (row.what, row.format, row.rows, row.full, row.reason, row.by) == (
        "members", "csv", 3, True, "проверка", cast.owner,
    )  # fmt: skip
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update loyalty_export set full = false")


def test_personal_data_never_leave_without_a_reason(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        export_data(kind="members", format="csv", full=True, reason="", by=cast.owner.pk, at=NOON)


def test_a_sheet_has_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IN_A_SHEET", 2)
    with pytest.raises(SheetTooLong):
        _taken(cast, "members", format="xlsx")
    assert not Export.objects.exists()


@pytest.mark.parametrize("kind", ["products", "members", "openings"])
def test_every_sample_can_be_loaded_as_it_is(cast: Cast, kind: str) -> None:
    a_consent_text("rules", version="2")
    if kind == "openings":
        people = "".join(csv_pieces([sample(kind="members")], russian=True)).encode()
        loaded("members", people, by=cast.owner.pk)
    file = io.BytesIO()
    write_xlsx([sample(kind=kind)], file)
    for content in ("".join(csv_pieces([sample(kind=kind)], russian=True)).encode(), file.getvalue()):
        assert checked(kind, content, by=cast.owner.pk).counts["check"] == {"new": 2}
