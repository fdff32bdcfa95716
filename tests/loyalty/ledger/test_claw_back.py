from datetime import datetime

import pytest

from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.models import Operation
from loyalty.ledger.moved import Moved
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    DAY,
    NOON,
    a_key,
    an_occasion,
    because,
    bonus,
    give,
    left,
    reserve,
    spend,
    taken,
)

pytestmark = pytest.mark.usefixtures("db")


def take_back(points: int, order_id: int, *, debt: bool = True, key: str | None = None, at: datetime = NOON) -> Moved:
    return claw_back(
        owner=ANNA, unit=BONUS, points=points, debt=debt, at=at, cause=because("return", order_id=order_id),
        natural_key=key or a_key(),
    )  # fmt: skip


def test_the_orders_own_lots_give_first_pending_before_free() -> None:
    # given: other points that would be spent sooner
    order_id = an_occasion()
    other = give(100, expires_at=NOON + DAY)
    free = give(30, order_id=order_id)
    pending = give(20, order_id=order_id, available_from=NOON + DAY)
    # when
    moved = take_back(45, order_id)
    # then
    assert taken(moved) == [(pending, 20), (free, 25)]
    assert left(other, free, pending) == [100, 5, 0]


def test_then_other_lots_in_spend_order_then_debt() -> None:
    # given
    order_id = an_occasion()
    own = give(10, order_id=order_id)
    never, soon = give(10), give(10, expires_at=NOON + DAY)
    # when
    moved = take_back(50, order_id)
    # then
    assert taken(moved) == [(own, 10), (soon, 10), (never, 10), (None, 20)]
    assert (bonus().available, bonus().debt) == (0, 20)


def test_pending_points_of_other_orders_are_left_alone() -> None:
    # given
    order_id = an_occasion()
    other = give(100, available_from=NOON + DAY)
    # when
    take_back(50, order_id)
    # then
    assert (left(other), bonus().pending, bonus().debt) == ([100], 100, 50)


def test_held_points_are_never_taken() -> None:
    # given
    order_id = an_occasion()
    own = give(100, order_id=order_id)
    reserve(70)
    # when
    take_back(100, order_id)
    # then
    assert left(own) == [70]
    assert (bonus().available, bonus().held, bonus().debt) == (0, 70, 70)


def test_a_programme_that_caps_forgives_what_is_missing() -> None:
    # given
    order_id = an_occasion()
    own = give(150, order_id=order_id)
    spend(100)
    # when
    moved = take_back(150, order_id, debt=False)
    # then
    assert taken(moved) == [(own, 50)]
    assert (bonus().available, bonus().debt) == (0, 0)


def test_a_capped_claw_back_of_nothing_is_still_on_record() -> None:
    order_id = an_occasion()
    moved = take_back(150, order_id, debt=False)
    assert taken(moved) == []
    assert Operation.objects.get(pk=moved.operation_id).kind == "claw_back"


def test_what_is_clawed_back_while_pending_never_comes() -> None:
    # given
    order_id = an_occasion()
    give(100, order_id=order_id, available_from=NOON + DAY)
    # when
    take_back(60, order_id)
    # then
    assert bonus().pending == 40
    assert bonus(at=NOON + DAY).available == 40


def test_the_same_natural_key_again_moves_nothing() -> None:
    order_id = an_occasion()
    give(100, order_id=order_id)
    take_back(60, order_id, key="return:1")
    again = take_back(60, order_id, key="return:1")
    assert again.already
    assert bonus().available == 40


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_clawed_back(points: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        take_back(points, an_occasion())
