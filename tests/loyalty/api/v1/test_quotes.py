from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.models import Unit
from loyalty.ledger.owner import Owner
from loyalty.purchase import offers
from loyalty.purchase.models import Order
from loyalty.purchase.offers import NoOffers, Offered
from tests.builders import some_points
from tests.cast import ANNA_CARD, ANNA_PHONE, Cast
from tests.fakes.offers import gift, say, spend
from tests.loyalty.api.till import CART, COFFEE, Till
from tests.loyalty.ledger.points import give

ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def quote(till: Till, **cart: Any) -> dict[str, Any]:
    answer = till.post("quotes", {**CART, **cart})
    assert answer.status == 200, answer.bytes
    return answer.json


def test_a_guest_pays_and_earns_nothing(till: Till) -> None:
    said = quote(till)

    assert said["totals"]["to_pay"] == "900.00"
    assert said["earn"] == []
    assert said["burn"]["max"] == "0"


@pytest.mark.parametrize("value", [ANNA_PHONE, "8 (912) 345-67-34", "79123456734"])
def test_a_member_is_found_however_the_phone_is_typed(till: Till, value: str) -> None:
    assert quote(till, member={"kind": "phone", "value": value})["earn"][0]["amount"] == "45"


def test_the_most_points(till: Till, cast: Cast) -> None:
    some_points(cast.anna, 100)

    said = quote(till, member=ANNA, burn={"mode": "max"})

    assert said["burn"] == {
        "requested": "100",
        "applied": "100",
        "max": "100",
        "limited_by": "balance",
        "code_required": False,
    }


def test_less_than_asked_for_says_why(till: Till, cast: Cast) -> None:
    some_points(cast.anna, 1_000)

    said = quote(till, member=ANNA, burn={"mode": "amount", "points": "600"})

    assert (said["burn"]["requested"], said["burn"]["applied"], said["burn"]["limited_by"]) == ("600", "450", "limit")


def test_lines_for_a_fiscal_printer(till: Till) -> None:
    # given: three for 100.00
    line = {"line_id": "1", "sku": "A-1", "quantity": "3", "price": "33.33", "amount": "100.00"}

    # when
    said = quote(till, lines=[line], fiscal=True)

    # then: price × quantity is exact in each part
    assert said["lines"][0]["fiscal"] == [
        {"quantity": "2", "price": "33.33", "amount": "66.66"},
        {"quantity": "1", "price": "33.34", "amount": "33.34"},
    ]
    assert "fiscal" not in quote(till, lines=[line])["lines"][0]


def test_weighed_goods(till: Till) -> None:
    said = quote(till, lines=[{"line_id": "1", "sku": "A-1", "quantity": "0.355", "price": "1234.56"}])

    assert said["totals"]["to_pay"] == "438.27"


def test_another_instant(till: Till) -> None:
    said = quote(till, member=ANNA, at="2027-01-31T10:00:00+03:00")

    assert said["earn"][0]["expires_at"] == "2028-02-01T00:00:00+03:00"
    assert datetime.fromisoformat(said["valid_until"]) == datetime.fromisoformat("2027-01-31T10:15:00+03:00")


def test_texts_are_in_the_callers_language(cast: Cast, settings: Any) -> None:
    settings.LOYALTY_OFFERS = "tests.fakes.spring.SpringOffers"

    assert quote(Till(cast.key, language="ru"))["applied"][0]["text"] == "Акция «spring»"
    assert quote(Till(cast.key, language="en"))["applied"][0]["text"] == "Campaign “spring”"


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"lines": []}, 400, "invalid_value", "lines"),
        ({"lines": [COFFEE] * 2_001}, 413, "too_many_items", "lines"),
        ({"lines": [COFFEE, COFFEE]}, 422, "line_repeated", "lines[1].line_id"),
        ({"lines": [{**COFFEE, "amount": "900.02"}]}, 200, None, None),
        ({"lines": [{**COFFEE, "amount": "920.00"}]}, 422, "amount_mismatch", "lines[0].amount"),
        ({"lines": [{**COFFEE, "quantity": "0"}]}, 400, "invalid_value", "lines[0].quantity"),
        ({"lines": [{**COFFEE, "quantity": "0.000"}]}, 400, "invalid_value", "lines[0].quantity"),
        ({"lines": [{**COFFEE, "price": "99999999.99", "quantity": "999"}]}, 400, "invalid_value", "lines[0].price"),
        ({"lines": [{**COFFEE, "attributes": {"a": 1}}]}, 400, "invalid_value", "lines[0].attributes"),
        ({"burn": {"mode": "amount"}}, 400, "missing_field", "burn.points"),
        ({"burn": {"mode": "max", "points": "1"}}, 400, "invalid_value", "burn.points"),
        ({"burn": {"mode": "amount", "points": "1.5"}}, 400, "invalid_value", "burn.points"),
        ({"burn": {"mode": "amount", "points": "-1"}}, 400, "invalid_value", "burn.points"),
        ({"burn": {"mode": "all"}}, 400, "invalid_value", "burn.mode"),
        ({"certificates": ["C-1"]}, 400, "invalid_value", "certificates[0]"),
        ({"certificates": [{"code": "7KQ2-M4XT"}]}, 422, "certificate_not_valid", "certificates[0].code"),
        ({"certificates": [{"code": "7KQ2-M4XT", "pin": "x"}]}, 400, "invalid_value", "certificates[0].pin"),
        (
            {"lines": [{**COFFEE, "attributes": {"certificate": "7KQ2-M4XT"}}]},
            422,
            "certificate_not_valid",
            "lines[0].attributes.certificate",
        ),
        ({"coupons": ["X"] * 21}, 413, "too_many_items", "coupons"),
        ({"member": {"kind": "card", "value": "0000000000"}}, 422, "member_not_found", "member"),
        ({"member": {"kind": "qr", "value": "forged.1.x"}}, 422, "member_not_found", "member"),
        ({"member": {"kind": "phone", "value": "12"}}, 422, "invalid_identity", "member.value"),
        ({"member": {"kind": "passport", "value": "1"}}, 400, "invalid_value", "member.kind"),
        ({"at": "2026-11-21T10:00:00"}, 400, "invalid_value", "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, 400, "invalid_value", "at"),
        ({"discount": "1.00"}, 400, "unknown_field", "discount"),
    ],
)
def test_what_a_cart_may_be(
    till: Till, changes: dict[str, Any], status: int, code: str | None, field: str | None
) -> None:
    answer = till.post("quotes", {**CART, **changes})

    assert (answer.status, answer.json.get("code"), answer.json.get("field")) == (status, code, field)


def test_two_thousand_lines_are_priced(till: Till) -> None:
    said = quote(till, lines=[{**COFFEE, "line_id": str(number)} for number in range(2_000)])

    assert said["totals"]["to_pay"] == "1800000.00"


def test_queries_do_not_grow_with_lines(till: Till) -> None:
    def count(lines: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            quote(till, member=ANNA, lines=[{**COFFEE, "line_id": str(number)} for number in range(lines)])
        return len(queries)

    count(1)  # settings are read once per process, units once in a while
    assert count(1) == count(200) == 4  # and one more when campaigns ask about the member


def test_a_quote_needs_no_idempotency_key_and_leaves_nothing(till: Till) -> None:
    assert till.post("quotes", CART, key="").status == 200
    assert not Order.objects.exists()


class Rewards(NoOffers):
    """Three stamps for a cup, and words for the receipt."""

    def decide(self, **_asked: object) -> Offered:
        return Offered(outcomes=(spend(3, campaign="cup"), gift("CUP-1", "CUP-2"), say("receipt", "See you")))


@pytest.mark.parametrize(("language", "text"), [("ru", "Акция «cup»"), ("en", "Campaign “cup”")])
def test_what_campaigns_spend_give_and_say(cast: Cast, language: str, text: str) -> None:
    # given
    Unit.objects.create(code="STAMP", name_ru="штамп", name_en="stamp", forms_ru="а|б|в", forms_en="a|b")
    give(3, owner=Owner.member(cast.anna), unit="STAMP")
    # when
    with offers.standing_in(Rewards()):
        said = quote(Till(cast.key, language=language), member=ANNA)
    # then
    named = {"campaign": "cup", "version": 1, "text": text}
    assert said["spent"] == [{**named, "unit": "STAMP", "amount": "3"}]
    choices = [{"sku": "CUP-1", "quantity": "1"}, {"sku": "CUP-2", "quantity": "1"}]
    assert said["gifts"] == [{**named, "choices": choices}]
    assert said["messages"] == [{"slot": "receipt", "text": "See you"}]
    assert said["applied"] == [{**named, "amount": "0.00"}, {**named, "amount": "0.00"}]
