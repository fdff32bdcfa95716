from datetime import datetime

import pytest

from loyalty.ledger.capture import capture
from loyalty.ledger.give_back import GiveBackExceedsBurn, give_back
from loyalty.ledger.moved import Moved
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    BORIS,
    DAY,
    HOUR,
    NOON,
    a_key,
    an_occasion,
    because,
    bonus,
    expiry,
    first_lot,
    give,
    left,
    reserve,
    spend,
    taken,
)

pytestmark = pytest.mark.usefixtures("db")
GRACE = NOON + 60 * DAY


def back(points: int, order_id: int, *, at: datetime = NOON, key: str | None = None) -> Moved:
    return give_back(
        owner=ANNA, unit=BONUS, points=points, renewed_until=GRACE, at=at, cause=because("return", order_id=order_id),
        natural_key=key or a_key(),
    )  # fmt: skip


def test_points_return_to_their_lots_last_spent_first() -> None:
    # given
    order_id = an_occasion()
    soon, late, never = give(10, expires_at=NOON + DAY), give(10, expires_at=NOON + 2 * DAY), give(10)
    spend(25, order_id=order_id)
    # when
    first = back(12, order_id)
    rest = back(13, order_id)
    # then
    assert taken(first) == [(never, 5), (late, 7)]
    assert taken(rest) == [(late, 3), (soon, 10)]
    assert left(soon, late, never) == [10, 10, 10]


def test_a_lot_that_expired_meanwhile_is_renewed() -> None:
    # given
    order_id = an_occasion()
    lot = give(10, expires_at=NOON + DAY)
    spend(10, order_id=order_id)
    # when
    moved = back(6, order_id, at=NOON + DAY)
    # then
    renewed = first_lot(moved)
    assert (renewed.renews_id, renewed.earned, renewed.expires_at) == (lot, 6, GRACE)
    assert (left(lot), bonus(at=NOON + DAY).available) == ([0], 6)
    # when: the rest comes back later
    back(4, order_id, at=NOON + 2 * DAY)
    # then
    assert bonus(at=NOON + 2 * DAY).available == 10


def test_no_more_comes_back_than_was_burnt() -> None:
    # given
    order_id = an_occasion()
    give(100, expires_at=NOON + DAY)
    spend(10, order_id=order_id)
    spend(50, order_id=an_occasion())
    back(4, order_id)
    back(3, order_id, at=NOON + DAY)
    # when
    with pytest.raises(GiveBackExceedsBurn):
        back(4, order_id, at=NOON + DAY)
    # then
    assert back(3, order_id, at=NOON + DAY).points == 3


def test_captured_points_come_back_too() -> None:
    # given
    order_id = an_occasion()
    lot = give(100, expires_at=NOON + HOUR)
    hold_id = reserve(60, order_id=order_id, expires_at=NOON + DAY)
    capture(hold_id=hold_id, points=60, at=NOON + 2 * HOUR, cause=because(order_id=order_id))
    # when: the lot has expired since it was held
    moved = back(60, order_id, at=NOON + 3 * HOUR)
    # then
    assert first_lot(moved).renews_id == lot


def test_debt_that_the_order_left_is_forgiven_first() -> None:
    # given
    order_id = an_occasion()
    lot = give(10)
    spend(25, order_id=order_id, short_to_debt=True)
    # when
    moved = back(20, order_id)
    # then: the debt was spent last
    assert taken(moved) == [(None, 15), (lot, 5)]
    assert (bonus().available, bonus().debt) == (5, 0)


def test_debt_that_was_repaid_comes_back_as_a_new_lot() -> None:
    # given
    order_id = an_occasion()
    spend(25, order_id=order_id, short_to_debt=True)
    give(10)
    # when
    moved = back(25, order_id)
    # then
    (debt, forgiven), (new, points) = taken(moved)
    assert (debt, forgiven, points) == (None, 15, 10)
    assert new is not None
    assert (expiry(new), bonus().available, bonus().debt) == (GRACE, 10, 0)
    with pytest.raises(GiveBackExceedsBurn):
        back(1, order_id)


def test_points_that_came_back_can_be_spent_and_come_back_again() -> None:
    # given
    first, second = an_occasion(), an_occasion()
    lot = give(10)
    spend(10, order_id=first)
    back(10, first)
    spend(10, order_id=second)
    # when
    back(10, second)
    # then
    assert left(lot) == [10]
    with pytest.raises(GiveBackExceedsBurn):
        back(1, first)


def test_a_silent_lot_burnt_to_the_last_point_lives_on_for_what_may_come_back() -> None:
    # given: ten days of silence are left, and all is burnt
    order_id = an_occasion()
    lot = give(10, expires_at=NOON + 10 * DAY, months=1)
    spend(10, at=NOON + 9 * DAY, order_id=order_id)
    # when
    moved = back(10, order_id, at=NOON + 35 * DAY)
    # then
    assert taken(moved) == [(lot, 10)]


def test_another_owner_gets_nothing_of_the_order() -> None:
    # given
    order_id = an_occasion()
    give(10)
    spend(10, order_id=order_id)
    # when
    with pytest.raises(GiveBackExceedsBurn):
        give_back(
            owner=BORIS, unit=BONUS, points=10, renewed_until=GRACE, at=NOON, cause=because(order_id=order_id),
            natural_key=a_key(),
        )  # fmt: skip
    # then
    assert bonus(BORIS).available == 0


def test_the_same_natural_key_again_moves_nothing() -> None:
    order_id = an_occasion()
    give(10)
    spend(10, order_id=order_id)
    back(4, order_id, key="return:1")
    assert back(4, order_id, key="return:1").already
    assert bonus().available == 4


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_given_back(points: int) -> None:
    order_id = an_occasion()
    give(10)
    spend(10, order_id=order_id)
    with pytest.raises(ValueError, match="above zero"):
        back(points, order_id)
