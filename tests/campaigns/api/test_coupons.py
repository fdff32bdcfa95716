"""Codes over the API: told in quotes, checked, held back, let go, listed, and guessed at."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from campaigns.coupons.models import Coupon, CouponReservation
from loyalty import clock
from tests.builders import NOON
from tests.campaigns.coded import a_batch, a_coded_campaign, acts, broken_laws, counted
from tests.campaigns.running import a_campaign
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import CART, Answer, Till

pytestmark = pytest.mark.django_db
ANNA = {"kind": "card", "value": ANNA_CARD}
NOT_VALID = {
    "ru": "код не подошёл: возможно, в нём опечатка или его срок вышел",
    "en": "this code is not valid: it may be mistyped, or its time may be over",
}


def minutes_of(answer: Answer) -> int:
    """How long a reservation holds, from now."""
    left = datetime.fromisoformat(answer.json["expires_at"]) - clock.now()
    return -(-left // timedelta(minutes=1))


def test_a_quote_says_what_became_of_each_code(cast: Cast) -> None:
    a_batch()
    a_batch("dear", codes=["DEAR"])
    a_coded_campaign()
    a_campaign("dear", {"percent_off": {"rate": 500}}, lane="order",
               when={"all": [{"coupon": {"batches": ["dear"]}}, {"goods_total": {"at_least": 100_000}}]})  # fmt: skip
    made = Till(cast.key).post("quotes", {**CART, "coupons": ["spring", "Dear", "nonsense"]})
    assert made.status == 200
    assert made.json["totals"]["discount"] == "90.00"
    assert made.json["coupons"] == [
        {"code": "spring", "status": "applied", "reason": "", "text": "Акция spring", "missing": {}},
        {"code": "Dear", "status": "not_applied", "reason": "threshold", "missing": {"amount": "100.00"},
         "text": "Акция dear: не хватает 100\xa0₽: все товары до скидок: не меньше 1\xa0000\xa0₽"},
        {"code": "nonsense", "status": "not_valid", "reason": "not_valid", "text": NOT_VALID["ru"], "missing": {}},
    ]  # fmt: skip
    # and the order says the same
    sold = Till(cast.key).order("R-1", coupons=["spring"], quote=None)
    assert [one["status"] for one in sold.json["coupons"]] == ["applied"]
    told = Till(cast.key).get("orders/R-1/explain").json["steps"]
    assert [(step["numbers"], step["text"]) for step in told if step["code"] == "coupon"] == [
        ({"code": "spring"}, "Код spring: Акция spring")
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_unknown_expired_and_somebody_elses_look_the_same(cast: Cast, language: str) -> None:
    a_batch("old", codes=["OLD"], valid_until=NOON)
    a_batch("hers", codes=["HERS"], recipient_only=True)
    Coupon.objects.filter(code="HERS").update(member=cast.anna, issued_at=NOON, source="staff")
    a_coded_campaign("any", "old", "hers")
    till = Till(cast.key, language=language)
    seen = []
    for code in ("NEVER", "OLD", "HERS"):
        checked = till.post(f"coupons/{code}/check", {}, key="").json
        quoted = till.post("quotes", {**CART, "coupons": [code]}).json["coupons"][0]
        reserved = till.post(f"coupons/{code}/reserve", {})
        assert reserved.status == 409
        for one in (checked, quoted, reserved.json["coupon"]):
            assert one.pop("code") == code
        seen.append((checked, quoted, {k: v for k, v in reserved.json.items() if k != "request_id"}))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == {"status": "not_valid", "reason": "not_valid", "text": NOT_VALID[language], "missing": {},
                          "valid_until": None}  # fmt: skip


def test_a_check_with_a_cart_says_what_the_code_would_do(cast: Cast) -> None:
    a_batch(valid_until=clock.now() + timedelta(days=1))
    a_campaign("spring", {"percent_off": {"rate": 500}},
               when={"all": [{"coupon": {"batches": ["spring"]}}, {"goods_total": {"at_least": 100_000}}]})  # fmt: skip
    till = Till(cast.key)
    alone = till.post("coupons/spring/check", {"member": ANNA}).json
    assert (alone["status"], alone["text"]) == ("applied", "Акция spring")
    assert datetime.fromisoformat(alone["valid_until"]) > clock.now()
    short = till.post("coupons/spring/check", {"cart": {**CART, "member": ANNA}}).json
    assert (short["status"], short["reason"], short["missing"]) == ("not_applied", "threshold", {"amount": "100.00"})
    more = {"lines": [{"line_id": "1", "sku": "A-1", "quantity": "3", "price": "450.00"}]}
    assert till.post("coupons/spring/check", {"cart": more}).json["status"] == "applied"


def test_a_cart_holds_a_use_back_and_its_order_uses_it(cast: Cast) -> None:
    batch = a_batch(kind="single")
    a_coded_campaign()
    till, other = Till(cast.key), Till(cast.other_key)
    held = till.post("coupons/spring/reserve", {}, key="reserve-1")
    again = till.post("coupons/spring/reserve", {}, key="reserve-1")
    assert (held.status, held.json["code"], minutes_of(held)) == (201, "spring", 15)
    assert again.bytes == held.bytes
    assert counted(batch) == (0, 1, 0)

    # when another till wants it, it hears so; the cart with the token has it
    assert other.post("coupons/spring/reserve", {}).json["coupon"]["reason"] == "in_use"
    assert other.post("quotes", {**CART, "coupons": ["spring"]}).json["coupons"][0]["reason"] == "in_use"
    quoted = till.post("quotes", {**CART, "coupons": [held.json["reservation"]]}).json
    assert (quoted["coupons"][0]["status"], quoted["totals"]["discount"]) == ("applied", "90.00")
    sold = till.order("R-1", coupons=[held.json["reservation"]], quote=quoted["quote"])
    assert (sold.status, counted(batch), acts("SPRING")) == (201, (1, 0, 0), ["reserved", "used"])

    # then it cannot be let go any more
    refused = till.post("coupons/spring/release", {"reservation": held.json["reservation"]})
    assert (refused.status, refused.json["code"]) == (409, "reservation_used")
    assert broken_laws() == []


def test_a_members_reservation_goes_with_the_member_and_can_be_let_go(cast: Cast) -> None:
    batch = a_batch(limit_member=1, limit_total=1)
    a_coded_campaign()
    till = Till(cast.key)
    first = till.post("coupons/SPRING/reserve", {"member": ANNA, "minutes": 5})
    second = till.post("coupons/SPRING/reserve", {"member": ANNA, "minutes": 60})
    assert (minutes_of(first), minutes_of(second)) == (5, 60)
    assert counted(batch) == (0, 1, 0)
    assert till.post("quotes", {**CART, "coupons": ["SPRING"]}).json["coupons"][0]["reason"] == "used_up"
    assert till.post("quotes", {**CART, "coupons": ["SPRING"], "member": ANNA}).json["totals"]["discount"] == "90.00"

    # when it is let go, twice, and by a stranger
    foreign = Till(cast.other_key).post("coupons/SPRING/release", {"reservation": second.json["reservation"]})
    assert (foreign.status, foreign.json["code"]) == (404, "reservation_not_found")
    for _each in range(2):
        assert till.post("coupons/SPRING/release", {"reservation": second.json["reservation"]}).status == 200
    assert counted(batch) == (0, 0, 0)
    assert CouponReservation.objects.filter(ended_at=None).count() == 0
    assert broken_laws() == []


def test_a_guesser_is_slowed_and_a_sale_goes_on(cast: Cast) -> None:
    a_batch()
    a_coded_campaign()
    till = Till(cast.key)
    cart = {**CART, "member": ANNA}
    # given nine wrong codes in quotes, and one that was checked
    for number in range(3):
        made = till.post("quotes", {**cart, "coupons": [f"W{number}{n}" for n in range(3)]})
        assert {one["status"] for one in made.json["coupons"]} == {"not_valid"}
    assert till.post("coupons/WRONG/check", {"member": ANNA}).status == 200

    # when Anna's cart comes with the right code: it is not looked at, and the cart is priced
    late = till.post("quotes", {**cart, "coupons": ["SPRING"]})
    assert late.status == 200
    assert [(one["status"], one["reason"]) for one in late.json["coupons"]] == [("not_checked", "too_many_wrong_codes")]
    for path in ("check", "reserve"):
        refused = till.post(f"coupons/SPRING/{path}", {"member": ANNA})
        assert (refused.status, refused.json["code"]) == (429, "too_many_wrong_codes")
        assert 590 <= int(refused.headers["Retry-After"]) <= 600

    # then others are not concerned, and after ten minutes neither is she
    assert till.post("quotes", {**CART, "coupons": ["SPRING"]}).json["coupons"][0]["status"] == "applied"
    with connection.cursor() as cursor:
        cursor.execute(
            "update loyalty_attempts set times = array(select t - interval '10 minutes' from unnest(times) t)"
        )
    assert till.post("quotes", {**cart, "coupons": ["SPRING"]}).json["coupons"][0]["status"] == "applied"


def test_the_wrong_code_that_is_one_too_many_is_not_told(cast: Cast) -> None:
    till = Till(cast.key)
    cart = {**CART, "attributes": {"terminal": "3"}}
    assert (
        till.post("quotes", {**cart, "coupons": [f"W{n}" for n in range(8)]}).json["coupons"][0]["status"]
        == "not_valid"
    )
    last = till.post("quotes", {**cart, "coupons": ["X1", "X2", "X3"]})
    assert {one["status"] for one in last.json["coupons"]} == {"not_checked"}


def test_a_member_has_coupons(cast: Cast) -> None:
    a_batch("hers", kind="single", codes=["A-1", "B-2", "C-3"], valid_until=NOON + timedelta(days=3_650))
    a_coded_campaign("hers")
    Coupon.objects.exclude(code="C-3").update(member=cast.anna, issued_at=NOON, source="staff", state="issued")
    till = Till(cast.key)
    assert till.order("R-1", coupons=["A-1"]).status == 201
    listed = till.get(f"members/{cast.anna}/coupons").json["items"]
    assert [(one["code"], one["state"]) for one in listed] == [("B-2", "usable"), ("A-1", "used")]
    assert listed[0] == {
        "code": "B-2", "batch": "hers", "name": "hers", "state": "usable", "issued_at": "2026-11-21T12:00:00+03:00",
        "valid_from": None, "valid_until": "2036-11-18T12:00:00+03:00",
    }  # fmt: skip
