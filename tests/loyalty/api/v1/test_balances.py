from datetime import datetime

from tests.builders import NOON, some_points
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till


def test_a_balance_says_what_goes_when(cast: Cast) -> None:
    # given
    till = Till(cast.key)
    some_points(cast.anna, 30, expires_at=datetime.fromisoformat("2036-12-01T00:00:00+03:00"))
    some_points(cast.anna, 70)
    anna = {"kind": "card", "value": ANNA_CARD}
    till.order("R-1", state="placed", member=anna, burn={"mode": "amount", "points": "10"})

    # when
    answer = till.get(f"members/{cast.anna}/balance")

    # then
    assert answer.json == {
        "balances": [
            {
                "unit": "BONUS",
                "available": "90",
                "pending": "0",
                "held": "10",
                "debt": "0",
                "burning": [{"points": "20", "at": "2036-12-01T00:00:00+03:00"}],
            }
        ]
    }


def test_times_are_of_the_callers_shop(cast: Cast) -> None:
    cast.lesnaya.timezone = "Asia/Vladivostok"
    cast.lesnaya.save(update_fields=["timezone"])
    some_points(cast.anna, 30, expires_at=datetime.fromisoformat("2036-12-01T00:00:00+03:00"), at=NOON)

    answer = Till(cast.key).get(f"members/{cast.anna}/balance")

    assert answer.json["balances"][0]["burning"][0]["at"] == "2036-12-01T07:00:00+10:00"


def test_an_absent_member_is_404(cast: Cast) -> None:
    for path in ("balance", "history"):
        assert Till(cast.key).get(f"members/999999/{path}").json["code"] == "not_found"
