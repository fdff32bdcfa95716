from datetime import UTC, datetime, timedelta
from typing import Any

from loyalty.purchase.models import Order
from tests.builders import some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import CART, COFFEE, Till

ANNA = {"kind": "card", "value": ANNA_CARD}
SOLD = (datetime.now(UTC) - timedelta(hours=2)).isoformat()


def late(number: str, **changes: Any) -> dict[str, Any]:
    return {"external_id": number, "occurred_at": SOLD, **CART, **changes}


def test_each_receipt_is_taken_or_refused_by_itself(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    till.order("R-1")
    long_ago = (datetime.now(UTC) - timedelta(days=30)).isoformat()

    # when
    answer = till.post(
        "orders/batch",
        {
            "orders": [
                late("L-1", member=ANNA),
                late("L-2", member={"kind": "card", "value": "0000000000"}),
                late("R-1"),
                late("R-1", lines=[{**COFFEE, "quantity": "3"}]),
                late("L-3", occurred_at=long_ago),
                late("L-4", lines=[COFFEE, COFFEE]),
                late("L-5", lines=[{**COFFEE, "quantity": "0"}]),
                late("L-6"),
            ]
        },
    )

    # then
    assert answer.status == 200
    assert [(result["external_id"], result["status"], result["code"]) for result in answer.json["results"]] == [
        ("L-1", "created", None),
        ("L-2", "refused", "member_not_found"),
        ("R-1", "already", None),
        ("R-1", "refused", "order_already_committed"),
        ("L-3", "refused", "occurred_at_out_of_window"),
        ("L-4", "refused", "line_repeated"),
        ("L-5", "refused", "invalid_value"),
        ("L-6", "created", None),
    ]
    assert set(Order.objects.values_list("external_id", flat=True)) == {"R-1", "L-1", "L-6"}


def test_late_receipts_earn_and_burn_nothing(cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    till = Till(cast.key)

    # when
    till.post("orders/batch", {"orders": [late("L-1", member=ANNA, burn={"mode": "max"})]})

    # then
    assert till.get(f"members/{cast.anna}/balance").json["balances"][0]["available"] == "145"


def test_a_batch_is_of_a_hundred_at_most(cast: Cast) -> None:
    till = Till(cast.key)

    assert till.post("orders/batch", {"orders": [late(f"L-{n}") for n in range(101)]}).status == 413
    assert till.post("orders/batch", {"orders": []}).status == 400
    assert till.post("orders/batch", {"orders": [late("L-1", state="pending")]}).json["field"] == "orders[0].state"
