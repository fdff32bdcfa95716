import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.cause import Cause, Principal
from loyalty.ledger.earn import earn
from loyalty.ledger.models import Entry, Operation
from loyalty.ledger.movements import Dates
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
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
    kinds,
    left,
    spend,
)

pytestmark = pytest.mark.usefixtures("db")


def test_points_are_available_at_once() -> None:
    # when
    give(100, expires_at=NOON + DAY)
    # then
    balance = bonus()
    assert (balance.available, balance.pending, balance.held, balance.debt) == (100, 0, 0, 0)


def test_pending_points_come_at_their_instant_without_any_job() -> None:
    # when
    give(100, available_from=NOON + DAY)
    # then
    assert (bonus().available, bonus().pending) == (0, 100)
    assert [(coming.points, coming.at) for coming in bonus().coming] == [(100, NOON + DAY)]
    late = bonus(at=NOON + DAY)
    assert (late.available, late.pending, late.coming) == (100, 0, ())


def test_a_lot_knows_where_it_came_from() -> None:
    # given
    order_id = an_occasion()
    cause = Cause(principal=Principal("staff", 7), reason="order", order_id=order_id, campaign_version_id=3)
    # when
    moved = earn(
        owner=ANNA, unit=BONUS, points=10, dates=Dates(available_from=NOON, expires_at=NOON + DAY), at=NOON,
        cause=cause, natural_key=a_key(),
    )  # fmt: skip
    # then
    lot = first_lot(moved)
    operation = Operation.objects.get(pk=moved.operation_id)
    assert (lot.order_id, lot.campaign_version_id, lot.operation_id) == (order_id, 3, operation.pk)
    assert (operation.principal, operation.principal_id, operation.reason) == ("staff", 7, "order")
    assert (operation.at, operation.order_id) == (NOON, order_id)


def test_debt_is_repaid_first() -> None:
    # given
    spend(30, short_to_debt=True)
    # when
    lot = give(100)
    # then
    assert (bonus().available, bonus().debt) == (70, 0)
    assert left(lot) == [70]
    assert kinds() == ["burn", "earn", "repay", "repay"]


def test_debt_larger_than_the_earn_takes_all_of_it() -> None:
    # given
    spend(130, short_to_debt=True)
    # when
    give(100)
    # then
    assert (bonus().available, bonus().debt) == (0, 30)


def test_pending_points_repay_debt_only_when_they_become_available() -> None:
    # given
    spend(30, short_to_debt=True)
    # when
    give(100, available_from=NOON + DAY)
    # then
    assert (bonus().pending, bonus().debt) == (100, 30)
    assert (bonus(at=NOON + DAY).available, bonus(at=NOON + DAY).debt) == (70, 0)


def test_points_that_came_too_late_to_be_used_repay_nothing() -> None:
    # given
    spend(30, short_to_debt=True)
    # when: a receipt arrives after the points it earned have expired
    give(100, available_from=NOON - 2 * DAY, expires_at=NOON - DAY)
    # then
    assert (bonus().available, bonus().debt) == (0, 30)


def test_the_same_natural_key_again_moves_nothing() -> None:
    # given
    dates = Dates(available_from=NOON, expires_at=None)
    first = earn(owner=ANNA, unit=BONUS, points=10, dates=dates, at=NOON, cause=because(), natural_key="gift:1")
    # when
    again = earn(owner=ANNA, unit=BONUS, points=99, dates=dates, at=NOON, cause=because(), natural_key="gift:1")
    # then
    assert (again.operation_id, again.already, again.points) == (first.operation_id, True, 0)
    assert bonus().available == 10


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_earned(points: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        give(points)
    assert bonus().available == 0


def test_an_account_never_goes_back_in_time() -> None:
    # given
    give(10, at=NOON)
    # when: a slower till reports a moment before
    give(10, at=NOON - HOUR)
    # then
    assert set(Entry.objects.values_list("at", flat=True)) == {NOON}


def test_an_earn_restarts_the_silence_of_earlier_lots() -> None:
    # given: a lot that goes after a month of silence
    lot = give(10, expires_at=NOON + 10 * DAY, months=1)
    # when
    give(10, at=NOON + 5 * DAY)
    # then: 26 November + 1 month, to the end of 26 December in Moscow
    until = expiry(lot)
    assert until is not None
    assert until.isoformat() == "2026-12-26T21:00:00+00:00"


def test_a_pending_earn_restarts_the_silence_now_and_not_when_it_comes() -> None:
    # given
    lot = give(10, expires_at=NOON + 10 * DAY, months=1)
    # when
    give(10, at=NOON + DAY, available_from=NOON + 300 * DAY, expires_at=NOON + 600 * DAY)
    # then
    until = expiry(lot)
    assert until is not None
    assert until < NOON + 40 * DAY


def test_four_queries_for_an_earn() -> None:
    # given
    give(10)
    with CaptureQueriesContext(connection) as queries:
        # when
        give(10)
    # then: lock, lots, natural key, posting; and the savepoint of this test's transaction
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 4
