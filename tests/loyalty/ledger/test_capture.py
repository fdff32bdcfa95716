from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.capture import capture
from loyalty.ledger.models import Hold
from loyalty.ledger.moved import Moved
from loyalty.ledger.movements import CaptureExceedsHold, HoldEnded
from loyalty.ledger.release import release
from tests.loyalty.ledger.points import (
    DAY,
    HOUR,
    NOON,
    because,
    bonus,
    expiry,
    give,
    left,
    reserve,
    spend,
    taken,
)

pytestmark = pytest.mark.usefixtures("db")


def captured(hold_id: int, points: int, *, at: datetime = NOON) -> Moved:
    return capture(hold_id=hold_id, points=points, at=at, cause=because())


def test_held_points_are_burnt() -> None:
    # given
    never, soon = give(100), give(30, expires_at=NOON + DAY)
    hold_id = reserve(50)
    # when
    moved = captured(hold_id, 50)
    # then
    assert taken(moved) == [(soon, 30), (never, 20)]
    assert (bonus().available, bonus().held) == (80, 0)
    hold = Hold.objects.get(pk=hold_id)
    assert (hold.state, hold.captured, hold.closed_at) == ("captured", 50, NOON)


def test_what_is_not_captured_returns_to_its_own_lots() -> None:
    # given
    never, soon = give(100), give(30, expires_at=NOON + DAY)
    hold_id = reserve(50)
    # when
    moved = captured(hold_id, 10)
    # then
    assert taken(moved) == [(soon, 10)]
    assert left(never, soon) == [100, 20]
    assert (bonus().available, bonus().held) == (120, 0)


def test_held_points_are_burnt_though_their_lot_has_expired_meanwhile() -> None:
    # given
    lot = give(100, expires_at=NOON + HOUR)
    hold_id = reserve(60, expires_at=NOON + 9 * HOUR)
    # when
    moved = captured(hold_id, 60, at=NOON + 2 * HOUR)
    # then: the rest of the lot goes with the next event of the account
    assert taken(moved) == [(lot, 60)]
    assert bonus(at=NOON + 2 * HOUR).available == 0


def test_a_hold_is_captured_once() -> None:
    # given
    give(100)
    hold_id = reserve(50)
    captured(hold_id, 50)
    # when
    with pytest.raises(HoldEnded):
        captured(hold_id, 50)
    # then
    assert bonus().available == 50


def test_a_lapsed_hold_is_not_captured_though_no_job_has_run() -> None:
    # given
    give(100)
    hold_id = reserve(50, expires_at=NOON + HOUR)
    # when
    with pytest.raises(HoldEnded) as refused:
        captured(hold_id, 50, at=NOON + HOUR)
    # then
    assert refused.value.code == "hold_expired"
    assert bonus(at=NOON + HOUR).available == 100


def test_a_released_hold_is_not_captured() -> None:
    give(100)
    hold_id = reserve(50)
    release(hold_id=hold_id, at=NOON, cause=because())
    with pytest.raises(HoldEnded):
        captured(hold_id, 50)


def test_more_than_was_held_is_not_captured() -> None:
    # given
    give(100)
    hold_id = reserve(50)
    # when
    with pytest.raises(CaptureExceedsHold) as refused:
        captured(hold_id, 51)
    # then
    assert refused.value.facts == {"held": 50}
    assert bonus().held == 50


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_captured(points: int) -> None:
    give(100)
    hold_id = reserve(50)
    with pytest.raises(ValueError, match="above zero"):
        captured(hold_id, points)


def test_other_holds_of_the_same_lot_stay() -> None:
    # given
    lot = give(100)
    first, second = reserve(50), reserve(30)
    # when
    captured(first, 50)
    # then
    assert (bonus().available, bonus().held) == (20, 30)
    captured(second, 30)
    assert left(lot) == [20]


def test_a_capture_restarts_the_silence() -> None:
    # given
    lot = give(100, expires_at=NOON + 10 * DAY, months=1)
    hold_id = reserve(50, at=NOON, expires_at=NOON + 9 * DAY)
    # when
    captured(hold_id, 50, at=NOON + 5 * DAY)
    # then
    until = expiry(lot)
    assert until is not None
    assert until.isoformat() == "2026-12-26T21:00:00+00:00"


def test_four_queries_for_a_capture_whatever_the_lots_and_holds() -> None:
    # given
    for _ in range(20):
        give(10)
    for _ in range(5):
        reserve(10)
    hold_id = reserve(120)
    spend(10)
    with CaptureQueriesContext(connection) as queries:
        # when
        captured(hold_id, 120)
    # then: whose hold, lock, lots, posting
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
