from tests.builders import some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import COFFEE, Till


def test_an_order_explains_itself(cast: Cast) -> None:
    # given
    some_points(cast.anna, 100)
    till = Till(cast.key, language="en")
    lines = [{**COFFEE, "name": "Латте"}]
    till.order("R-1", member={"kind": "card", "value": ANNA_CARD}, burn={"mode": "max"}, lines=lines)

    # when
    answer = till.get("orders/R-1/explain")

    # then
    steps = {step["code"]: step for step in answer.json["steps"]}
    assert answer.status == 200
    assert answer.json["program_version"] >= 1
    assert steps["shelf"] == {
        "code": "shelf",
        "line_id": "1",
        "numbers": {"price": "450.00", "quantity": "2", "result": "900.00"},
        "text": "Латте: 2 × ₽450 = ₽900",
    }
    assert steps["burn_limit"]["numbers"]["rate"] == "50.00"
    assert steps["burn_limit"]["numbers"]["available"] == "100"
    assert steps["earn_percent"]["numbers"]["base"] == "800.00"
    assert steps["earn_percent"]["numbers"]["result"] == "40"
    assert "lot_dates" in steps
