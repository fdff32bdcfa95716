from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.book import InsufficientPoints
from loyalty.program.validity import Validity
from tests.builders import with_settings
from tests.loyalty.ledger.points import (
    BORIS,
    DAY,
    HOUR,
    NOON,
    bonus,
    expiry,
    give,
    kinds,
    left,
    reserve,
    spend,
    taken,
)

pytestmark = pytest.mark.usefixtures("db")


def test_points_are_spent() -> None:
    # given
    lot = give(100)
    # when
    moved = spend(30)
    # then
    assert taken(moved) == [(lot, 30)]
    assert bonus().available == 70


def test_lots_are_spent_by_expiry_then_by_becoming_available_then_by_age() -> None:
    # given
    never = give(10)
    late = give(10, expires_at=NOON + 9 * DAY)
    newer = give(10, expires_at=NOON + DAY)
    same = give(10, expires_at=NOON + DAY)
    older = give(10, available_from=NOON - HOUR, expires_at=NOON + DAY)
    # when
    moved = spend(45)
    # then
    assert taken(moved) == [(older, 10), (newer, 10), (same, 10), (late, 10), (never, 5)]


def test_more_than_is_available_is_refused_and_nothing_moves() -> None:
    # given
    give(100)
    give(50, available_from=NOON + DAY)
    # when
    with pytest.raises(InsufficientPoints) as refused:
        spend(101)
    # then
    assert refused.value.facts == {"available": 100}
    assert kinds() == ["earn", "earn"]


def test_a_stranger_has_nothing_to_spend() -> None:
    with pytest.raises(InsufficientPoints):
        spend(1, owner=BORIS)


def test_expired_points_are_not_spent_though_no_job_has_run() -> None:
    # given
    lot = give(100, expires_at=NOON + DAY)
    # when: the very instant of expiry
    with pytest.raises(InsufficientPoints) as refused:
        spend(1, at=NOON + DAY)
    # then
    assert refused.value.facts == {"available": 0}
    assert taken(spend(1, at=NOON + DAY - HOUR)) == [(lot, 1)]


def test_pending_points_are_spent_from_their_instant_on_though_no_job_has_run() -> None:
    # given
    lot = give(100, available_from=NOON + DAY)
    with pytest.raises(InsufficientPoints):
        spend(1, at=NOON + DAY - HOUR)
    # when
    moved = spend(100, at=NOON + DAY)
    # then
    assert taken(moved) == [(lot, 100)]
    assert kinds() == ["earn", "activate", "activate", "burn"]


def test_held_points_are_not_spent() -> None:
    # given
    give(100)
    reserve(40)
    # when
    with pytest.raises(InsufficientPoints) as refused:
        spend(61)
    # then
    assert refused.value.facts == {"available": 60}
    spend(60)
    assert (bonus().available, bonus().held) == (0, 40)


def test_points_of_a_lapsed_hold_are_spent_though_no_job_has_run() -> None:
    # given
    give(100)
    reserve(40, expires_at=NOON + HOUR)
    # when
    spend(100, at=NOON + HOUR)
    # then
    assert (bonus(at=NOON + HOUR).available, bonus(at=NOON + HOUR).held) == (0, 0)


def test_a_shortage_becomes_debt_when_the_sale_has_happened() -> None:
    # given
    lot = give(100)
    # when
    moved = spend(130, short_to_debt=True)
    # then
    assert taken(moved) == [(lot, 100), (None, 30)]
    assert (bonus().available, bonus().debt) == (0, 30)


def test_the_same_natural_key_again_moves_nothing() -> None:
    # given
    give(100)
    first = spend(30, key="order:1")
    # when
    again = spend(30, key="order:1")
    # then
    assert (again.operation_id, again.already, again.points) == (first.operation_id, True, 0)
    assert bonus().available == 70


@pytest.mark.parametrize("points", [0, -5])
@pytest.mark.parametrize("short_to_debt", [False, True])
def test_nothing_and_less_cannot_be_burnt(points: int, short_to_debt: bool) -> None:
    # given: debt that a negative burn would pay off
    spend(50, short_to_debt=True)
    # when
    with pytest.raises(ValueError, match="above zero"):
        spend(points, short_to_debt=short_to_debt)
    # then
    assert bonus().debt == 50


def test_a_burn_restarts_the_silence_by_the_lots_own_months() -> None:
    # given: the programme has meanwhile gone over to five years
    lot = give(100, expires_at=NOON + 10 * DAY, months=1)
    fixed = give(100, expires_at=NOON + 90 * DAY)
    with_settings(validity=Validity(by="months", count=60))
    # when
    spend(5)
    # then: to the end of 21 December in Moscow
    until = expiry(lot)
    assert until is not None
    assert until.isoformat() == "2026-12-21T21:00:00+00:00"
    assert expiry(fixed) == NOON + 90 * DAY


def test_silence_never_becomes_shorter() -> None:
    # given
    lot = give(100, expires_at=NOON + 90 * DAY, months=1)
    # when
    spend(5)
    # then
    assert expiry(lot) == NOON + 90 * DAY


def test_a_silent_lot_that_has_expired_stays_expired() -> None:
    # given
    give(50)
    lot = give(100, expires_at=NOON + 31 * DAY, months=1)
    # when
    spend(5, at=NOON + 31 * DAY)
    # then
    assert (left(lot), expiry(lot)) == ([0], NOON + 31 * DAY)


@pytest.mark.parametrize("history", [lambda: None, lambda: [spend(1) for _ in range(20)]])
def test_four_queries_for_a_burn_whatever_the_lots_and_the_history(history: Callable[[], None]) -> None:
    # given
    for _ in range(30):
        give(10, expires_at=NOON + DAY)
    history()
    with CaptureQueriesContext(connection) as queries:
        # when
        spend(45)
    # then: lock, lots, natural key, posting
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
