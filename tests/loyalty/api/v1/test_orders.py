from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account, Unit
from loyalty.members.qr import make_qr
from loyalty.purchase.models import Order
from tests.builders import NOON, some_points, with_settings
from tests.cast import ANNA_CARD, Cast, enter_cast
from tests.loyalty.api.till import CART, COFFEE, Answer, Till, earned
from tests.loyalty.ledger.breaking import Connection, plant
from tests.together import run_together

ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


def balance(till: Till, member_id: int) -> dict[str, str]:
    found: dict[str, str] = till.get(f"members/{member_id}/balance").json["balances"][0]
    return found


def test_a_guest_receipt_is_kept(till: Till) -> None:
    answer = till.order("R-1")

    assert (answer.status, answer.json["member"]) == (201, None)
    assert answer.json["totals"]["to_pay"] == "900.00"


def test_an_order_takes_and_gives_points(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)

    # when
    answer = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "100"})

    # then
    assert answer.json["lines"][0]["points_paid"] == "100.00"
    assert answer.json["member"]["balances"] == [
        {"unit": "BONUS", "available": "40", "pending": "0", "held": "0", "debt": "0"}
    ]


def test_a_till_hears_that_points_are_frozen_and_sells_without_them(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    account = Account.objects.get(owner_id=cast.anna)
    freeze(account_id=account.pk, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)

    # when
    refused = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "50"}, key="frozen-key-1")
    again = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "50"}, key="frozen-key-1")
    shown = till.post("quotes", {**CART, "member": ANNA, "burn": {"mode": "max"}})
    sold = till.order("R-1", member=ANNA)

    # then
    assert (refused.status, refused.json["code"], refused.json["field"]) == (409, "account_frozen", "burn")
    assert refused.json["title"] == "Баллы участника сейчас проверяются, списать их нельзя"
    assert again.bytes == refused.bytes
    assert (shown.json["burn"]["max"], shown.json["burn"]["limited_by"]) == ("0", "frozen")
    assert sold.json["member"]["balances"][0] == {
        "unit": "BONUS", "available": "100", "pending": "45", "held": "0", "debt": "0",
    }  # fmt: skip


def test_books_that_refuse_a_burn_freeze_the_account_and_the_till_sells_without_points(
    own_database: str, owner_connection: Connection
) -> None:
    # given a lot that its entries do not know, and nobody has noticed yet
    cast = enter_cast()
    till = Till(cast.key)
    some_points(cast.anna, 100)
    plant(owner_connection, "lot", "update loyalty_lot set remaining = remaining - 1")

    # when
    refused = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "50"})
    sold = till.order("R-1", member=ANNA)

    # then
    assert (refused.status, refused.json["code"]) == (409, "account_frozen")
    assert Account.objects.get(owner_id=cast.anna).frozen_at is not None
    assert sold.status == 201


def test_a_reserved_order_is_completed(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)

    # when
    pending = till.order("R-1", state="pending", member=ANNA, burn={"mode": "max"})
    held = balance(till, cast.anna)
    completed = till.post("orders/R-1/complete", b"")
    again = till.post("orders/R-1/complete", {})

    # then
    assert (pending.status, pending.json["state"]) == (201, "pending")
    assert (held["available"], held["held"]) == ("0", "100")
    assert (completed.status, completed.json["state"]) == (200, "completed")
    assert completed.json["member"]["balances"][0]["available"] == "40"
    assert (again.status, again.json) == (200, completed.json)


def test_a_sale_of_a_reserved_order_names_the_call_that_completes_it(till: Till) -> None:
    # given
    till.order("R-1", state="pending")

    # when
    again = till.order("R-1", state="completed")
    late = till.post("orders/batch", {"orders": [{"external_id": "R-1", "occurred_at": _now(), **CART}]})

    # then
    assert (again.status, again.json["code"]) == (409, "order_reserved")
    assert "/complete" in again.json["hint"]
    assert late.json["results"] == [{"external_id": "R-1", "status": "refused", "code": "order_reserved"}]


def test_no_order_is_numbered_like_an_address(till: Till) -> None:
    answer = till.order("batch")
    assert (answer.status, answer.json["field"]) == (400, "external_id")
    assert "batch" in answer.json["hint"]
    assert till.order("batch-1").status == 201
    assert till.get("orders/batch-1").status == 200


def test_a_reserved_order_is_cancelled(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    till.order("W-1", state="placed", member=ANNA, burn={"mode": "max"})

    # when
    cancelled = till.post("orders/W-1/cancel", {})
    completed = till.post("orders/W-1/complete", {})

    # then
    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert cancelled.json["member"]["balances"][0]["available"] == "100"
    assert (completed.status, completed.json["code"]) == (409, "order_cancelled")


def test_a_completed_order_is_not_cancelled(till: Till) -> None:
    till.order("R-1")

    answer = till.post("orders/R-1/cancel", {})

    assert (answer.status, answer.json["code"]) == (409, "order_completed")


def test_the_same_order_again_is_the_same_order(till: Till, cast: Cast) -> None:
    # given
    first = till.order("R-1", member=ANNA)

    # when: another till, another key, the member named by phone
    again = till.order("R-1", member=ANNA)
    with_another_cart = till.order("R-1", member=ANNA, lines=[{**COFFEE, "quantity": "3"}])

    # then
    assert (again.status, again.json) == (200, first.json)
    assert (with_another_cart.status, with_another_cart.json["code"]) == (409, "order_already_committed")
    assert with_another_cart.json["order"] == "R-1"
    assert balance(till, cast.anna)["available"] == "45"


def test_an_order_keeps_its_quote(till: Till, cast: Cast) -> None:
    # given
    quote = till.post("quotes", {**CART, "member": ANNA}).json
    with_settings(burn_max_rate=0)

    # when
    answer = till.order("R-1", member=ANNA, quote=quote["quote"])

    # then
    assert answer.status == 201
    assert answer.json["totals"] == quote["totals"]
    assert earned(answer.json) == earned(quote) == [("BONUS", "45")]


def test_a_quote_is_of_one_cart_and_one_shop(till: Till, cast: Cast) -> None:
    # given
    quote = till.post("quotes", CART).json["quote"]

    # when
    another_cart = till.order("R-1", quote=quote, lines=[{**COFFEE, "quantity": "1"}])
    another_shop = Till(cast.other_key).order("R-1", quote=quote)
    forged = till.order("R-1", quote="forged")

    # then
    for answer in (another_cart, another_shop, forged):
        assert (answer.status, answer.json["code"], answer.json["field"]) == (422, "quote_invalid", "quote")


def test_a_quote_whose_time_is_over_comes_back_as_a_new_one(till: Till, cast: Cast) -> None:
    # given: a quote of last year
    at = (datetime.now(UTC) - timedelta(days=365)).isoformat()
    old = till.post("quotes", {**CART, "member": ANNA, "coupons": ["X"], "at": at}).json

    # when
    answer = till.order("R-1", member=ANNA, coupons=["X"], quote=old["quote"])

    # then
    assert (answer.status, answer.json["code"]) == (409, "quote_changed")
    new = answer.json["quote"]
    assert new.keys() == old.keys()
    assert [(one["code"], one["status"]) for one in new["coupons"]] == [("X", "not_valid")]
    assert till.order("R-1", member=ANNA, coupons=["X"], quote=new["quote"]).status == 201


def test_a_burn_that_cannot_be_had_is_refused_with_numbers(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 500)

    # when
    above_the_balance = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "501"}, lines=[
        {**COFFEE, "price": "5000.00"}
    ])  # fmt: skip
    above_the_limit = till.order("R-2", member=ANNA, burn={"mode": "amount", "points": "451"})

    # then
    assert (above_the_balance.status, above_the_balance.json["code"]) == (409, "insufficient_points")
    assert above_the_balance.json["available"] == "500"
    assert (above_the_limit.status, above_the_limit.json["code"]) == (409, "burn_limited")
    assert (above_the_limit.json["max"], above_the_limit.json["limited_by"]) == ("450", "limit")


def test_fifty_tills_at_once_burn_what_covers_three(own_database: str) -> None:
    # given
    cast = enter_cast()
    some_points(cast.anna, 350)

    def burn(number: int) -> Answer:
        return Till(cast.key).order(
            f"R-{number}", member=ANNA, burn={"mode": "amount", "points": "100"}, state="placed"
        )

    # when
    answers = run_together(*[partial(burn, number) for number in range(50)])

    # then
    assert sorted(answer.status for answer in answers) == [201] * 3 + [409] * 47
    assert {answer.json["code"] for answer in answers if answer.status == 409} == {"insufficient_points"}
    left = balance(Till(cast.key), cast.anna)
    assert (left["available"], left["held"]) == ("50", "300")


def test_points_are_written_with_the_digits_of_their_unit(till: Till, cast: Cast) -> None:
    # given: a point is worth a rouble and has hundredths
    Unit.objects.filter(code="BONUS").update(scale=2, step_kopecks=1)
    some_points(cast.anna, 500)

    # when
    sold = till.order("R-1", member=ANNA, burn={"mode": "amount", "points": "1.5"})
    refused = till.order("R-2", member=ANNA, burn={"mode": "amount", "points": "90"})

    # then
    assert sold.json["burn"]["applied"] == "1.50"
    assert sold.json["earn"][0]["amount"] == "44.92"
    assert refused.json["available"] == "48.42"


def test_a_qr_code_of_the_cabinet_is_proof_enough(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    with_settings(burn_code_above=0)
    burn = {"mode": "max"}
    qr = {"kind": "qr", "value": make_qr(member_id=cast.anna, at=datetime.now(UTC))}

    # when
    by_card = till.order("R-1", member=ANNA, burn=burn)
    by_qr = till.order("R-2", member=qr, burn=burn)

    # then
    assert (by_card.status, by_card.json["code"], by_card.json["points"]) == (409, "burn_code_required", "100")
    assert by_qr.status == 201


def test_a_wrong_code_is_counted_and_refused(till: Till, cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    with_settings(burn_code_above=0)

    # when: no code was sent, so none can match
    answer = till.order("R-1", member=ANNA, burn={"mode": "max", "code": "123456"})

    # then
    assert (answer.status, answer.json["code"]) == (422, "code_expired")
    assert not Order.objects.exists()


def test_an_order_sold_offline_is_dated_by_the_till(till: Till) -> None:
    # given
    sold = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=5)

    # when
    answer = till.order("R-1", occurred_at=sold.isoformat())
    long_ago = till.order("R-2", occurred_at=(sold - timedelta(days=30)).isoformat())

    # then
    assert datetime.fromisoformat(answer.json["occurred_at"]) == sold
    assert answer.json["occurred_at"].endswith("+03:00")
    assert (long_ago.status, long_ago.json["code"]) == (422, "occurred_at_out_of_window")


def test_reading_an_order_tells_what_came_back(till: Till, cast: Cast) -> None:
    # given
    sold = till.order("ЦБ-1", member=ANNA)
    till.post("orders/ЦБ-1/returns", {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}]})

    # when
    answer = till.get("orders/ЦБ-1")

    # then
    assert answer.status == 200
    assert answer.json["returned"] == [{"line_id": "1", "quantity": "1"}]
    assert answer.json["refunded"] == "450.00"
    assert {name: answer.json[name] for name in sold.json if name != "member"} == {
        name: sold.json[name] for name in sold.json if name != "member"
    }


@pytest.mark.parametrize("call", ["orders/{}", "orders/{}/explain"])
def test_orders_of_other_shops_do_not_exist(cast: Cast, call: str) -> None:
    # given
    Till(cast.key).order("R-1")

    # when
    foreign = Till(cast.other_key).get(call.format("R-1"))
    absent = Till(cast.other_key).get(call.format("R-2"))

    # then
    assert foreign.status == absent.status == 404
    assert same(foreign.json, absent.json)


@pytest.mark.parametrize("call", ["complete", "cancel", "returns"])
def test_orders_of_other_shops_cannot_be_changed(cast: Cast, call: str) -> None:
    # given
    Till(cast.key).order("R-1", state="placed")
    body = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}]} if call == "returns" else {}

    # when
    foreign = Till(cast.other_key).post(f"orders/R-1/{call}", body)
    absent = Till(cast.other_key).post(f"orders/R-2/{call}", body)

    # then
    assert foreign.status == absent.status == 404
    assert same(foreign.json, absent.json)
    assert Order.objects.get().state == "placed"


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Equal but for the name of the request."""
    return {**one, "request_id": ""} == {**other, "request_id": ""}


def _now() -> str:
    return datetime.now(UTC).isoformat()
