import pytest

from loyalty.ledger.models import Hold, Operation
from loyalty.ledger.movements import HoldEnded
from loyalty.ledger.release import release
from tests.loyalty.ledger.points import DAY, HOUR, NOON, because, bonus, give, kinds, left, reserve

pytestmark = pytest.mark.usefixtures("db")


def test_held_points_are_free_again() -> None:
    # given
    lot = give(100)
    hold_id = reserve(50)
    # when
    release(hold_id=hold_id, at=NOON + HOUR / 2, cause=because("cancel"))
    # then
    assert (bonus().available, bonus().held, left(lot)) == (100, 0, [100])
    hold = Hold.objects.get(pk=hold_id)
    assert (hold.state, hold.captured, hold.closed_at) == ("cancelled", 0, NOON + HOUR / 2)
    assert Operation.objects.get(kind="release").reason == "cancel"


def test_a_hold_is_released_once() -> None:
    give(100)
    hold_id = reserve(50)
    release(hold_id=hold_id, at=NOON, cause=because())
    with pytest.raises(HoldEnded):
        release(hold_id=hold_id, at=NOON, cause=because())


def test_a_lot_that_expired_while_held_goes_when_it_is_freed() -> None:
    # given
    lot = give(100, expires_at=NOON + HOUR)
    hold_id = reserve(50, expires_at=NOON + 2 * DAY)
    # when
    release(hold_id=hold_id, at=NOON + DAY, cause=because())
    # then
    assert bonus(at=NOON + DAY).available == 0
    give(1, at=NOON + DAY)
    assert left(lot) == [0]
    assert kinds() == ["earn", "expire", "earn"]
