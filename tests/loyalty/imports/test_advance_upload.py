"""Uploads: tried first, then loaded through the verbs; row by row, and each row once."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from loyalty.catalogue.models import Category, Product
from loyalty.events.models import Event
from loyalty.imports import advance_upload as module
from loyalty.imports import flatten_upload
from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.advance_uploads import advance_uploads
from loyalty.imports.confirm_upload import UploadIsElsewhere, confirm_upload
from loyalty.imports.models import Upload, UploadFile
from loyalty.imports.resources import ProductResource
from loyalty.imports.resume_upload import resume_upload
from loyalty.imports.stop_upload import stop_upload
from loyalty.imports.take_upload import take_upload
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.members.consents import consents_of
from loyalty.members.find import find
from loyalty.members.models import Identity, Member
from tests.builders import NOON, bonus
from tests.cast import ANNA_CARD, ANNA_PHONE, Cast
from tests.loyalty.imports.uploads import a_csv, a_workbook, checked, faults, loaded

pytestmark = pytest.mark.django_db
TEA = {"sku": "TEA", "name": "Чай", "category": "Еда > Чай", "brand": "Лист", "cost": "30,00", "min_price": "1 234,50"}
OPENING = {"member": ANNA_CARD, "member_kind": "card", "unit": "BONUS", "points": "120", "reference": "old-1"}


# --- Goods -----------------------------------------------------------------------------------------------------------


def test_a_check_changes_nothing_and_says_what_a_load_would_do(cast: Cast) -> None:
    # given one product that is known, in one of the file's rows unchanged and in another not
    loaded("products", a_csv(TEA, {**TEA, "sku": "BAG"}), by=cast.owner.pk)

    # when a file with all four kinds of rows is checked
    rows = [TEA, {**TEA, "sku": "BAG", "cost": "31"}, {**TEA, "sku": "NEW"}, {**TEA, "sku": "BAD", "cost": "дорого"}]
    upload = checked("products", a_csv(*rows), by=cast.owner.pk)

    # then it is counted and shown, and the catalogue is as it was
    assert upload.state == Upload.State.CHECKED
    assert upload.counts["check"] == {"unchanged": 1, "changed": 1, "new": 1, "refused": 1}
    assert [(shown["row"], shown["outcome"]) for shown in upload.preview] == [(3, "changed"), (4, "new")]
    assert upload.preview[0]["changes"] == [["cost_kopecks", 3_000, 3_100]]
    assert faults(upload) == [(5, "cost", "bad_number")]
    assert set(Product.objects.values_list("sku", "cost_kopecks")) == {("TEA", 3_000), ("BAG", 3_000)}


def test_one_bad_row_stops_no_other(cast: Cast) -> None:
    upload = loaded("products", a_csv({**TEA, "name": ""}, TEA), by=cast.owner.pk)
    tea = Product.objects.get()
    assert (tea.sku, tea.cost_kopecks, tea.min_price_kopecks) == ("TEA", 3_000, 123_450)
    assert (upload.state, faults(upload, "load")) == (Upload.State.DONE, [(2, "name", "missing_value")])


def test_a_column_that_the_file_lacks_changes_nothing(cast: Cast) -> None:
    loaded("products", a_csv({**TEA, "attributes": "size: L; colour: red"}), by=cast.owner.pk)
    loaded("products", a_csv({"sku": "TEA", "name": "Чай чёрный"}), by=cast.owner.pk)
    tea = Product.objects.get()
    assert (tea.name, tea.brand, tea.cost_kopecks) == ("Чай чёрный", "Лист", 3_000)
    assert tea.attributes == {"size": "L", "colour": "red"}


def test_categories_made_by_hand_are_found_by_their_names(cast: Cast) -> None:
    food = Category.objects.create(code="f", name="Еда")
    loaded("products", a_csv(TEA), by=cast.owner.pk)
    assert set(Category.objects.values_list("code", "parent")) == {("f", None), ("Еда/Чай", food.pk)}


def test_a_workbook_is_read_as_it_counts_its_rows(cast: Cast) -> None:
    # given numbers, a blank row and a column of Excel's own types
    content = a_workbook(("sku", "name", "cost", "is_weighed"), ("A", "Сыр", 12.5, True), (), ("B", "Хлеб", -1, 0))
    upload = loaded("products", content, by=cast.owner.pk, name="goods.xlsx")
    cheese = Product.objects.get()
    assert (cheese.sku, cheese.cost_kopecks, cheese.is_weighed) == ("A", 1_250, True)
    assert faults(upload, "load") == [(4, "cost", "negative")]


def test_a_workbook_is_unpacked_once_however_many_runs_it_takes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given batches of two rows, and a first run that ends after the first
    monkeypatch.setattr(ProductResource, "batch", 2)
    rows = [("T1", "Чай", 12.5), ("T2", "=1+1", 7), ("T3", "Хлеб\nбелый", -1), ("T4", date(2026, 1, 2), None)]
    content = a_workbook(("sku", "name", "cost"), *rows)
    pk = take_upload(kind="products", name="goods.xlsx", content=content, by=cast.owner.pk, at=NOON)
    turns = iter([True, False])
    advance_upload(upload_id=pk, at=NOON, going_on=lambda: next(turns))
    # when the next ones go on
    monkeypatch.setattr("openpyxl.load_workbook", pytest.fail)
    advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    # then every cell is what it was
    upload = Upload.objects.get(pk=pk)
    assert (upload.state, upload.rows, upload.rows_done) == (Upload.State.CHECKED, 4, 4)
    assert faults(upload) == [(3, "name", "missing_value"), (4, "cost", "negative")]
    assert [row["title"] for row in upload.preview] == ["T1 · Чай", "T4 · 2026-01-02 00:00:00"]


def test_a_run_whose_time_is_over_leaves_workbooks_to_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_workbook(tuple(TEA), tuple(TEA.values()))
    take_upload(kind="products", name="goods.xlsx", content=content, by=cast.owner.pk, at=NOON)
    with monkeypatch.context() as patched:
        patched.setattr("openpyxl.load_workbook", pytest.fail)
        assert advance_uploads(at=NOON, seconds=0)
    assert not advance_uploads(at=NOON)


def test_a_workbook_of_more_rows_than_it_claims_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_workbook(tuple(TEA), *[tuple(TEA.values())] * 3)
    pk = take_upload(kind="products", name="goods.xlsx", content=content, by=cast.owner.pk, at=NOON)
    monkeypatch.setattr(flatten_upload, "MOST_ROWS", 2)
    advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    assert Upload.objects.get(pk=pk).state == Upload.State.FAILED


def test_what_excel_saves_as_csv_in_russia_is_read(cast: Cast) -> None:
    content = a_csv(TEA, delimiter=";").decode().encode("cp1251")
    loaded("products", content, by=cast.owner.pk)
    assert Product.objects.get().name == "Чай"


# --- Members ---------------------------------------------------------------------------------------------------------


def test_members_are_enrolled_once_with_all_they_bring(cast: Cast) -> None:
    # given a person, and two whose contact nobody can have
    grace = {
        "phone": "8 912 555-66-77", "card": "7000 1", "first_name": "Галина", "last_name": "Орлова",
        "source": "ярмарка", "birthday": "09.12.1986", "gender": "f", "city": "Тверь",
        "attributes": "размер: L; дети: да", "language": "en", "joined_at": "01.02.2020 9:30",
        "consent_rules": "1", "consent_marketing": "",
    }  # fmt: skip
    content = a_csv(
        grace,
        {"phone": "12", "card": "9"},
        {"phone": "+79125556601", "gender": "x"},
        {"phone": "+79125556600", "consent_rules": "77"},
    )

    # when the file is loaded twice
    first = loaded("members", content, by=cast.owner.pk)
    again = loaded("members", content, by=cast.owner.pk)

    # then she is there once, as the file says
    found = find(kind="phone", value="+79125556677")
    assert found is not None
    member = Member.objects.get(pk=found.id)
    assert (member.first_name, member.last_name, member.source) == ("Галина", "Орлова", "ярмарка")
    assert (member.birthday, member.language) == (date(1986, 12, 9), "en")
    assert (member.gender, member.city, member.attributes) == ("f", "Тверь", {"размер": "L", "дети": "да"})
    assert member.joined_at == datetime(2020, 2, 1, 6, 30, tzinfo=UTC)
    assert [(act.kind, act.granted) for act in consents_of(member_id=member.pk)] == [("rules", True)]
    assert first.counts["load"] == {"new": 1, "refused": 3}
    assert again.counts["load"] == {"unchanged": 1, "refused": 3}
    assert faults(again, "load") == [
        (3, "phone", "invalid_identity"), (4, "gender", "unknown_gender"), (5, "consent_rules", "unknown_consent")
    ]  # fmt: skip


def test_a_card_new_to_somebody_known_is_added_and_an_unproven_phone_is_not(cast: Cast) -> None:
    rows = [{"phone": ANNA_PHONE, "card": "7000 2"}, {"phone": "+79120000001", "card": ANNA_CARD}]
    upload = loaded("members", a_csv(*rows), by=cast.owner.pk)
    assert upload.counts["load"] == {"changed": 1, "refused": 1}
    assert faults(upload, "load") == [(3, "", "contact_not_verified")]
    assert Identity.objects.filter(member=cast.anna, value="70002").exists()


def test_a_check_of_members_records_no_event_and_keeps_no_contact(cast: Cast) -> None:
    before = Event.objects.count()
    upload = checked("members", a_csv({"phone": "+79125556677", "first_name": "Галина"}), by=cast.owner.pk)
    assert upload.counts["check"] == {"new": 1}
    assert upload.preview[0]["title"] == "+7 *** ***-66-77"
    assert "Галина" not in str(upload.preview)
    assert (Event.objects.count(), Member.objects.filter(first_name="Галина").exists()) == (before, False)
    assert b"5556677" not in bytes(UploadFile.objects.get(pk=upload.pk).sealed)


def test_a_card_that_excel_has_rounded_is_refused(cast: Cast) -> None:
    upload = checked("members", a_workbook(("card",), (2200123456781230,)), by=cast.owner.pk)
    assert faults(upload) == [(2, "card", "digits_lost")]


# --- Opening balances ------------------------------------------------------------------------------------------------


def test_an_opening_balance_is_brought_once(cast: Cast) -> None:
    # when the same file is loaded twice, in two uploads
    content = a_csv({**OPENING, "expires_at": "31.12.2026", "comment": "Клуб «Зерно»"})
    first = loaded("openings", content, by=cast.owner.pk)
    again = loaded("openings", content, by=cast.owner.pk, at=NOON + timedelta(hours=1))

    # then the points are there once, until the end of the day, with the reason and who brought them
    assert (first.counts["load"], again.counts["load"]) == ({"new": 1}, {"unchanged": 1})
    balance = bonus(cast.anna)
    assert balance.available == 120
    assert [part.at for part in balance.burning] == [datetime(2026, 12, 31, 21, 0, tzinfo=UTC)]
    (line,) = statement(owner=Owner.member(cast.anna)).lines
    assert (line.kind, line.reason) == ("opening", "Клуб «Зерно»")


def test_points_may_wait_for_their_day(cast: Cast) -> None:
    loaded("openings", a_csv({**OPENING, "available_from": "01.12.2026"}), by=cast.owner.pk)
    assert (bonus(cast.anna).available, bonus(cast.anna).pending) == (0, 120)


def test_the_same_reference_with_other_points_is_refused(cast: Cast) -> None:
    loaded("openings", a_csv(OPENING), by=cast.owner.pk)
    upload = loaded("openings", a_csv({**OPENING, "points": "500"}), by=cast.owner.pk)
    assert faults(upload, "load") == [(2, "points", "opening_differs")]
    assert bonus(cast.anna).available == 120


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"member": "9999999"}, "member", "unknown_member"),
        ({"unit": "GOLD"}, "unit", "unknown_unit"),
        ({"points": "0"}, "points", "not_above_zero"),
        ({"points": "1.5"}, "points", "too_many_digits"),
        ({"expires_at": "01.11.2026"}, "expires_at", "expired_before"),
        ({"expires_at": "завтра"}, "expires_at", "bad_stamp"),
        ({"reference": ""}, "reference", "missing_value"),
    ],
)
def test_a_balance_that_cannot_be_is_refused_with_its_column(
    cast: Cast, change: dict[str, str], column: str, code: str
) -> None:
    upload = checked("openings", a_csv({**OPENING, **change}), by=cast.owner.pk)
    assert faults(upload) == [(2, column, code)]


def test_a_mended_file_does_only_what_is_missing(cast: Cast) -> None:
    good, bad = OPENING, {**OPENING, "member": "7000 3", "reference": "old-2"}
    loaded("openings", a_csv(good, bad), by=cast.owner.pk)
    loaded("members", a_csv({"card": "7000 3"}), by=cast.owner.pk)
    again = loaded("openings", a_csv(good, bad), by=cast.owner.pk)
    assert again.counts["load"] == {"unchanged": 1, "new": 1}


# --- Stopping, going on ----------------------------------------------------------------------------------------------


def test_an_upload_stopped_half_way_goes_on_from_there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given five products in batches of two, and somebody who stops the load after the first
    monkeypatch.setattr(ProductResource, "batch", 2)
    upload = checked("products", a_csv(*({**TEA, "sku": f"T{n}"} for n in range(5))), by=cast.owner.pk)
    confirm_upload(upload_id=upload.pk, by=cast.owner.pk, at=NOON)
    turns = iter([True, False])
    advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: next(turns))
    stop_upload(upload_id=upload.pk, at=NOON)
    advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: True)
    assert Product.objects.count() == 2

    # when it goes on
    resume_upload(upload_id=upload.pk, at=NOON)
    advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: True)

    # then every row was loaded once
    upload.refresh_from_db()
    assert (upload.state, upload.rows_done, upload.counts["load"]) == (Upload.State.DONE, 5, {"new": 5})


def test_a_batch_that_breaks_leaves_nothing_and_is_done_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ProductResource, "batch", 2)
    upload = checked("products", a_csv(*({**TEA, "sku": f"T{n}"} for n in range(4))), by=cast.owner.pk)
    confirm_upload(upload_id=upload.pk, by=cast.owner.pk, at=NOON)
    whole: Any = module._outcomes
    calls = iter([whole, _killed])
    with monkeypatch.context() as patched:
        patched.setattr(module, "_outcomes", lambda *given: next(calls)(*given))
        with pytest.raises(KeyboardInterrupt):
            advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: True)
    assert Product.objects.count() == 2
    advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: True)
    upload.refresh_from_db()
    assert (upload.counts["load"], Product.objects.count()) == ({"new": 4}, 4)


def test_two_runs_do_not_share_an_upload_until_one_has_died(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a run that looks whether another would help it, and never comes back
    pk = take_upload(kind="products", name="a.csv", content=a_csv(TEA), by=cast.owner.pk, at=NOON)

    def helped(*given: Any) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(module, "_outcomes", pytest.fail)
            advance_upload(upload_id=pk, at=NOON + timedelta(minutes=1), going_on=lambda: True)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, "_outcomes", helped)
        with pytest.raises(KeyboardInterrupt):
            advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    Upload.objects.filter(pk=pk).update(lease_until=NOON + module.LEASE)  # a killed process lets go of nothing

    # then it is taken up after the lease
    advance_upload(upload_id=pk, at=NOON + timedelta(minutes=1), going_on=lambda: True)
    assert Upload.objects.get(pk=pk).state == Upload.State.CHECKING
    advance_upload(upload_id=pk, at=NOON + module.LEASE, going_on=lambda: True)
    assert Upload.objects.get(pk=pk).state == Upload.State.CHECKED


def _killed(*_given: Any) -> None:
    raise KeyboardInterrupt


def test_nobody_says_yes_twice_or_too_early(cast: Cast) -> None:
    pk = take_upload(kind="products", name="a.csv", content=a_csv(TEA), by=cast.owner.pk, at=NOON)
    with pytest.raises(UploadIsElsewhere):
        confirm_upload(upload_id=pk, by=cast.owner.pk, at=NOON)
    advance_upload(upload_id=pk, at=NOON, going_on=lambda: True)
    confirm_upload(upload_id=pk, by=cast.owner.pk, at=NOON)
    with pytest.raises(UploadIsElsewhere):
        confirm_upload(upload_id=pk, by=cast.owner.pk, at=NOON)
