from typing import Any

import pytest

from loyalty.events.models import Event
from loyalty.ledger.cause import Principal
from loyalty.membership.block import block
from tests.builders import NOON, a_key, an_integration, some_points
from tests.cast import Cast
from tests.loyalty.api.till import Till


@pytest.fixture
def till(cast: Cast) -> Till:
    """An integration that may adjust 100 points at once and 150 a day."""
    helper = an_integration(cast.lesnaya, name="Бот", adjustment_points=100, adjustment_points_per_day=150)
    return Till(a_key(helper))


def adjust(till: Till, member_id: int, points: str, **changes: Any) -> Any:
    body = {"unit": "BONUS", "points": points, "reason": "холодный кофе", **changes}
    return till.post(f"members/{member_id}/adjustments", body)


def test_points_are_given_and_taken_with_a_reason(till: Till, cast: Cast) -> None:
    # when
    given = adjust(till, cast.anna, "80")
    taken = adjust(till, cast.anna, "-30")

    # then
    assert (given.status, given.json["balances"][0]["available"]) == (201, "80")
    assert (taken.status, taken.json["balances"][0]["available"]) == (201, "50")
    history = till.get(f"members/{cast.anna}/history").json["items"]
    assert [item["points"] for item in history] == ["-30", "80"]
    assert "холодный кофе" in history[0]["text"]
    assert Event.objects.filter(kind="points.adjusted", member_id=cast.anna).count() == 2


def test_one_adjustment_has_a_limit_and_so_has_the_day(till: Till, cast: Cast) -> None:
    # when
    too_many = adjust(till, cast.anna, "101")
    adjust(till, cast.anna, "100")
    adjust(till, cast.anna, "-20")
    over_the_day = adjust(till, cast.boris, "31")
    within = adjust(till, cast.boris, "30")

    # then
    assert (too_many.status, too_many.json["code"]) == (403, "adjustment_over_limit")
    assert (too_many.json["largest"], too_many.json["left_today"]) == ("100", "150")
    assert (over_the_day.status, over_the_day.json["left_today"]) == (403, "30")
    assert within.status == 201


def test_an_integration_without_limits_adjusts_nothing(cast: Cast) -> None:
    assert adjust(Till(cast.key), cast.anna, "1").json["code"] == "adjustment_over_limit"


def test_no_more_is_taken_than_there_is(till: Till, cast: Cast) -> None:
    some_points(cast.anna, 10, at=NOON)

    answer = adjust(till, cast.anna, "-11")

    assert (answer.status, answer.json["code"], answer.json["available"]) == (409, "insufficient_points", "10")


@pytest.mark.parametrize(
    ("points", "changes", "status", "code", "field"),
    [
        ("0", {}, 422, "nothing_to_correct", "points"),
        ("-0", {}, 422, "nothing_to_correct", "points"),
        ("1.5", {}, 400, "invalid_value", "points"),
        ("+1", {}, 400, "invalid_value", "points"),
        ("1e3", {}, 400, "invalid_value", "points"),
        ("1", {"unit": "MILES"}, 422, "unknown_unit", "unit"),
        ("1", {"unit": "bonus"}, 400, "invalid_value", "unit"),
        ("1", {"reason": ""}, 400, "invalid_value", "reason"),
        ("1", {"reason": " \n "}, 400, "invalid_value", "reason"),
        ("1", {"reason": "x" * 501}, 400, "invalid_value", "reason"),
    ],
)
def test_what_an_adjustment_may_be(
    till: Till, cast: Cast, points: str, changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    answer = adjust(till, cast.anna, points, **changes)

    assert (answer.status, answer.json["code"], answer.json["field"]) == (status, code, field)


def test_an_absent_member_is_404(till: Till) -> None:
    assert adjust(till, 999_999, "1").status == 404


def test_a_blocked_member_can_be_made_good(till: Till, cast: Cast) -> None:
    block(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="проверка", at=NOON)

    assert adjust(till, cast.anna, "1").status == 201
