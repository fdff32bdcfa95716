from datetime import timedelta

import pytest

from loyalty.idempotency import IdempotencyRecord
from loyalty.purchase.models import Order
from tests.builders import NOON, some_points
from tests.cast import ANNA_CARD, Cast, enter_cast
from tests.loyalty.api.till import CART, Answer, Till
from tests.together import run_together

ANNA = {"kind": "card", "value": ANNA_CARD}
KEY = "till-7:2026-11-21:77"


def test_the_same_request_again_gets_the_same_bytes(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    first = till.order("R-1", key=KEY, member=ANNA)

    # when
    again = Till(cast.key, language="en").order("R-1", key=KEY, member=ANNA)

    # then
    assert (again.status, again.bytes) == (201, first.bytes)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Content-Type"] == "application/json"


def test_spaces_and_the_order_of_fields_do_not_make_another_request(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    till.post("events", b'{"id":"e-1","type":"visit","occurred_at":"2026-11-21T10:00:00+03:00"}', key=KEY)

    # when
    again = till.post("events", b'{"type": "visit", "occurred_at": "2026-11-21T10:00:00+03:00", "id": "e-1"}', key=KEY)

    # then
    assert again.headers["Idempotency-Replayed"] == "true"


def test_another_request_under_the_same_key_is_refused(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    till.order("R-1", key=KEY)

    # when
    other_body = till.order("R-2", key=KEY)
    other_path = till.post("orders/R-1/complete", {}, key=KEY)

    # then
    assert (other_body.status, other_body.json["code"]) == (422, "idempotency_key_reused")
    assert other_path.json["code"] == "idempotency_key_reused"


def test_keys_of_one_shop_are_nothing_to_another(cast: Cast) -> None:
    # given
    Till(cast.key).order("R-1", key=KEY)

    # when
    other = Till(cast.other_key).order("R-2", key=KEY)

    # then
    assert other.status == 201


def test_a_refusal_by_state_is_final_for_its_key(cast: Cast) -> None:
    # given: a burn that cannot be had
    till = Till(cast.key)
    burn = {"mode": "amount", "points": "100"}
    refused = till.order("R-1", key=KEY, member=ANNA, burn=burn)
    some_points(cast.anna, 500, at=NOON - timedelta(days=1))

    # when: it could be had by now
    again = till.order("R-1", key=KEY, member=ANNA, burn=burn)
    with_a_new_key = till.order("R-1", member=ANNA, burn=burn)

    # then
    assert (refused.status, refused.json["code"]) == (409, "insufficient_points")
    assert (again.status, again.bytes) == (409, refused.bytes)
    assert again.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert again.headers["Idempotency-Replayed"] == "true"
    assert with_a_new_key.status == 201


def test_a_key_in_quotes_is_the_same_key(cast: Cast) -> None:
    # given a client that writes headers as RFC 9651 has strings
    till = Till(cast.key)

    # when
    first, again = till.order("R-1", key=f'"{KEY}"'), till.order("R-1", key=KEY)

    # then
    assert (first.status, again.bytes) == (201, first.bytes)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert till.order("R-1", key=f'"{KEY}').json["code"] == "idempotency_key_invalid"


def test_a_malformed_request_does_not_use_up_its_key(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    assert till.order("R-1", key=KEY, lines=[]).status == 400

    # when / then
    assert till.order("R-1", key=KEY).status == 201


@pytest.mark.parametrize(
    "path",
    [
        "orders",
        "orders/batch",
        "members",
        "events",
        "orders/R-1/complete",
        "orders/R-1/cancel",
        "orders/R-1/returns",
        "members/{anna}/adjustments",
        "members/{anna}/burn-codes",
    ],
)
def test_writes_need_a_key(cast: Cast, path: str) -> None:
    # given: bodies that are otherwise fine
    till, path = Till(cast.key), path.format(anna=cast.anna)
    bodies = {
        "orders": {"external_id": "R-1", "state": "completed", **CART},
        "orders/batch": {"orders": [{"external_id": "R-1", "occurred_at": "2026-11-21T10:00:00+03:00", **CART}]},
        "members": {"identity": {"kind": "phone", "value": "+79001112233"}},
        "events": {"id": "e-1", "type": "visit", "occurred_at": "2026-11-21T10:00:00+03:00"},
        "orders/R-1/returns": {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}]},
        f"members/{cast.anna}/adjustments": {"unit": "BONUS", "points": "1", "reason": "кофе"},
    }
    body = bodies.get(path, {})

    # when
    without = till.post(path, body, key="")
    short = till.post(path, body, key="1234567")
    odd = till.post(path, body, key="ключ ключ")

    # then
    assert (without.status, without.json["code"]) == (400, "idempotency_key_missing")
    assert (short.status, short.json["code"]) == (400, "idempotency_key_invalid")
    assert (odd.status, odd.json["code"]) == (400, "idempotency_key_invalid")
    assert not Order.objects.exists()


def test_twenty_at_once_are_one(own_database: str) -> None:
    # given
    cast = enter_cast()

    def send() -> Answer:
        return Till(cast.key).order("R-1", key=KEY, member=ANNA)

    # when
    answers = run_together(*[send] * 20)

    # then
    assert {answer.status for answer in answers} == {201}
    assert len({answer.bytes for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 19
    assert (Order.objects.count(), IdempotencyRecord.objects.count()) == (1, 1)


def test_the_same_order_from_two_tills_is_one_order(own_database: str) -> None:
    # given
    cast = enter_cast()

    def send() -> Answer:
        return Till(cast.key).order("R-1", member=ANNA)  # every till under its own key

    # when
    answers = run_together(*[send] * 8)

    # then
    assert sorted(answer.status for answer in answers) == [200] * 7 + [201]
    assert len({answer.bytes for answer in answers}) == 1
    assert Order.objects.count() == 1
    assert Till(cast.key).get(f"members/{cast.anna}/balance").json["balances"][0]["available"] == "45"
