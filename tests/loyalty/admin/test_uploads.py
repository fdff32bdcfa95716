"""Files in and out of the back office: tried, confirmed, loaded; masked, sealed, written down."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from kombu.exceptions import OperationalError
from openpyxl import load_workbook

from loyalty.admin import uploads as module
from loyalty.admin.upload_words import REASONS, reason_of
from loyalty.catalogue.models import Product
from loyalty.imports.models import Export, Upload, UploadFile
from loyalty.tasks import advance_uploaded_files
from tests.builders import bonus
from tests.cast import ANNA_CARD, ANNA_PHONE, Cast
from tests.loyalty.admin.roles import ROLES, SignIn
from tests.loyalty.imports.uploads import a_csv, a_workbook, checked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _while_the_page_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr(module, "AT_ONCE", 60)


TEA = {"sku": "TEA", "name": "Чай", "cost": "30,00"}
BAD = {"sku": "BAD", "name": "Сахар", "cost": "дорого"}


def _bring(client: Client, kind: str, content: bytes, name: str = "goods.csv") -> Any:
    return client.post(
        f"/admin/uploads/{kind}/import/", {"import_file": SimpleUploadedFile(name, content)}, follow=True
    )


def _do(client: Client, what: str) -> str:
    pk = Upload.objects.latest("pk").pk
    return client.post(f"/admin/uploads/{pk}/", {"do": what}, follow=True).content.decode()


def test_a_file_is_tried_then_loaded_and_its_bad_row_is_told(cast: Cast, sign_in: SignIn) -> None:
    # when a file with one bad row is brought
    client = sign_in()
    page = _bring(client, "products", a_csv(TEA, BAD)).content.decode()

    # then nothing has happened, and the row, the column and what to do are said
    assert not Product.objects.exists()
    assert "TEA · Чай" in page
    assert re.search(r">3</td>.*<code>cost</code>.*Это не число", page, re.DOTALL)
    assert "Загрузить 1 строку" in page

    # when somebody says yes
    page = _do(client, "load")

    # then the good row is in, and the bad one can be taken away
    assert Product.objects.get().cost_kopecks == 3_000
    assert "кроме отклонённых строк" in page
    refused = b"".join(client.get(f"/admin/uploads/{Upload.objects.get().pk}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    assert refused.decode().startswith("\ufeffrow;reason;sku;name;cost\r\n3;cost: Это не число.")
    assert refused.decode().endswith(";BAD;Сахар;дорого\r\n")


def test_refused_rows_that_were_mended_are_brought_back(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in()
    opening = {"member": ANNA_CARD, "member_kind": "card", "unit": "BONUS", "points": "много", "reference": "1"}
    _bring(client, "openings", a_csv({**opening, "comment": "Клуб"}))
    refused = b"".join(client.get(f"/admin/uploads/{Upload.objects.get().pk}/refused.csv").streaming_content)  # type: ignore[attr-defined]
    _bring(client, "openings", refused.replace("много".encode(), b"70"))
    _do(client, "load")
    assert bonus(cast.anna).available == 70


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"name\nTea\n", "(sku)"),
        (b"sku,name,colour\n", "(colour)"),
        (b"", "Файл пуст"),
        (b"PK\x03\x04", "не читается как таблица"),
        (b"%PDF-1", "не читается как таблица"),
    ],
)
def test_what_cannot_be_read_is_refused_on_the_page(cast: Cast, sign_in: SignIn, content: bytes, words: str) -> None:
    answer = _bring(sign_in(), "products", content)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_large_file_goes_on_in_the_background_and_can_be_stopped(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a page that has no time at all, and no broker
    def down() -> None:
        raise OperationalError

    monkeypatch.setattr(module, "AT_ONCE", -1)
    monkeypatch.setattr(advance_uploaded_files, "delay", down)
    client = sign_in()
    page = _bring(client, "products", a_csv(TEA)).content.decode()
    assert "0 из 1 строк" in page
    assert 'http-equiv="refresh"' in page

    # when it is stopped and goes on
    assert "Ничего не загружено" in _do(client, "stop")
    advance_uploaded_files()
    assert Upload.objects.get().state == "stopped"
    _do(client, "resume")
    advance_uploaded_files()

    # then it is checked, and a second yes after the first is refused in words
    assert Upload.objects.get().state == "checked"
    _do(client, "load")
    assert "тем временем" in _do(client, "load")
    advance_uploaded_files()
    assert Upload.objects.get().state == "done"


def test_a_long_file_is_left_to_the_worker(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a page that may read one row itself
    told: list[bool] = []
    monkeypatch.setattr(module, "SMALL", 1)
    monkeypatch.setattr(advance_uploaded_files, "delay", lambda: told.append(True))
    # when
    page = _bring(sign_in(), "products", a_csv(TEA, BAD)).content.decode()
    # then
    assert told == [True]
    assert "0 из 2 строк" in page


def test_every_role_brings_and_takes_only_what_is_its_own(cast: Cast, sign_in: SignIn) -> None:
    found = {}
    for role in ROLES:
        client = sign_in(role)
        found[role] = "".join(
            f"{kind[0]}{way[0]} "
            for kind in Upload.Kind.values
            for way in ("import", "export")
            if client.get(f"/admin/uploads/{kind}/{way}/").status_code == 200
        ).strip()
        assert client.get("/admin/uploads/").status_code == (200 if found[role] else 403)
    assert found == {
        "Owner": "pi pe mi me oi oe li",
        "Marketer": "pi pe me li",
        "Approver": "",
        "Analyst": "pe me oe",
        "Support": "",
        "Cashier lead": "",
        "Integrator": "pi pe",
    }


def test_a_file_of_a_kind_that_is_not_ones_own_cannot_be_seen(cast: Cast, sign_in: SignIn) -> None:
    upload = checked("members", a_csv({"phone": "+79125556677", "first_name": "Галина"}), by=cast.owner.pk)
    integrator = sign_in("Integrator")
    for path in ("", "refused.csv"):
        assert integrator.get(f"/admin/uploads/{upload.pk}/{path}").status_code == 403
    assert integrator.post(f"/admin/uploads/{upload.pk}/", {"do": "load"}).status_code == 403
    assert "file.csv" not in integrator.get("/admin/uploads/").content.decode()
    assert sign_in().get("/admin/uploads/secrets/import/").status_code == 404


def test_members_are_masked_for_whoever_may_not_see_them(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in("Marketer").post("/admin/uploads/members/export/", {"format": "csv", "full": "on", "reason": "x"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Анна К." in text
    assert ANNA_PHONE not in text
    assert [(row.full, row.reason) for row in Export.objects.all()] == [(False, "")]


def test_personal_data_need_a_reason_and_leave_a_trace(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in()
    page = client.post("/admin/uploads/members/export/", {"format": "xlsx", "full": "on", "reason": " "})
    assert "Напишите причину" in page.content.decode()
    assert not Export.objects.exists()
    answer = client.post("/admin/uploads/members/export/", {"format": "xlsx", "full": "on", "reason": "проверка"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert book.active is not None
    assert ANNA_PHONE in {cell.value for row in book.active.iter_rows() for cell in row}
    assert [(row.full, row.reason, row.rows, row.by) for row in Export.objects.all()] == [
        (True, "проверка", 3, cast.owner)
    ]
    assert "проверка" in client.get("/admin/uploads/").content.decode()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["products", "members"])
def test_a_sample_is_taken_and_brought(cast: Cast, sign_in: SignIn, kind: str, suffix: str) -> None:
    client = sign_in(language="en")
    sample = b"".join(client.get(f"/admin/uploads/{kind}/sample.{suffix}").streaming_content)  # type: ignore[attr-defined]
    assert "Load 2 rows" in _bring(client, kind, sample, name=f"a.{suffix}").content.decode()


def test_the_page_says_what_would_change_in_roubles_and_words(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(language="en")
    _bring(client, "products", a_csv(TEA))
    _do(client, "load")
    content = a_workbook(("sku", "name", "cost", "is_weighed", "category"), ("TEA", "Чай", 31, 1, "Еда"))
    page = _bring(client, "products", content, name="a.xlsx").content.decode()
    for words in ("Cost: ₽30.00 → ₽31.00", "Sold by weight: no → yes", "Category: — → Еда"):
        assert words in page


def test_rows_refused_by_the_hundred_are_summed_up(cast: Cast, sign_in: SignIn) -> None:
    page = _bring(sign_in(language="en"), "products", a_csv(*[BAD] * 150)).content.decode()
    assert "and 50 more" in page
    assert re.search(r'"sum">150</td>.*<code>cost</code>', page, re.DOTALL)
    assert "nothing to load" in page


def test_after_a_week_the_page_still_tells_what_happened(cast: Cast, sign_in: SignIn) -> None:
    upload = checked("products", a_csv(BAD), by=cast.owner.pk)
    UploadFile.objects.all().delete()
    client = sign_in(language="en")
    assert client.get(f"/admin/uploads/{upload.pk}/").status_code == 200
    assert "kept for a week" in client.get(f"/admin/uploads/{upload.pk}/refused.csv", follow=True).content.decode()


@pytest.mark.parametrize("code", sorted(REASONS))
def test_every_reason_is_a_sentence_that_says_what_to_do(code: str) -> None:
    for language in ("ru", "en"):
        with override(language):
            sentences = [part for part in reason_of(code).split(". ") if part]
            assert len(sentences) >= 2 or code in {"bad_flag", "bad_attributes", "unknown_language", "bad_member"}
            assert reason_of(code).endswith(".")
