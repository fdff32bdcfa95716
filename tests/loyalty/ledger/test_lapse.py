import pytest

from loyalty.ledger.lapse import lapse
from loyalty.ledger.models import Hold, Operation
from tests.loyalty.ledger.points import DAY, HOUR, NOON, bonus, give, left, reserve

pytestmark = pytest.mark.usefixtures("db")


def test_a_due_hold_ends_at_its_own_instant_and_its_points_are_free() -> None:
    # given
    give(100)
    hold_id = reserve(60, expires_at=NOON + HOUR)
    # when
    done = lapse(at=NOON + DAY)
    # then
    assert (done.accounts, done.operations) == (1, 1)
    hold = Hold.objects.get(pk=hold_id)
    assert (hold.state, hold.closed_at) == ("expired", NOON + HOUR)
    assert Operation.objects.get(kind="release").reason == "hold_lapsed"
    assert (bonus().available, bonus().held) == (100, 0)


def test_a_hold_stands_until_its_instant() -> None:
    give(100)
    reserve(60, expires_at=NOON + HOUR)
    assert lapse(at=NOON + HOUR / 2).accounts == 0
    assert bonus().held == 60


def test_any_event_of_the_account_frees_a_due_hold_first() -> None:
    # given
    give(100)
    hold_id = reserve(60, expires_at=NOON + HOUR)
    # when
    give(1, at=NOON + DAY)
    # then
    assert Hold.objects.get(pk=hold_id).state == "expired"
    assert lapse(at=NOON + DAY).accounts == 0


def test_lots_wait_for_the_last_of_their_holds() -> None:
    # given: both holds lie in one lot, which expires before either ends
    lot = give(100, expires_at=NOON + HOUR)
    reserve(50, expires_at=NOON + 2 * HOUR)
    reserve(50, expires_at=NOON + 3 * HOUR)
    # when
    lapse(at=NOON + 2 * HOUR)
    # then
    assert (left(lot), bonus(at=NOON + 2 * HOUR).held) == ([100], 50)
    # when
    lapse(at=NOON + 3 * HOUR)
    # then
    assert (left(lot), bonus(at=NOON + 3 * HOUR).held) == ([0], 0)
