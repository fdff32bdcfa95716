import pytest

from loyalty.ledger.lots import lots_of
from tests.loyalty.ledger.points import ANNA, BORIS, DAY, NOON, give, reserve, spend

pytestmark = pytest.mark.usefixtures("db")


def test_open_lots_come_in_spend_order() -> None:
    # given
    never, soon, empty = give(10), give(20, expires_at=NOON + 2 * DAY), give(5, expires_at=NOON + DAY)
    give(1, owner=BORIS)
    spend(5)
    reserve(3)
    # when
    lots = lots_of(owner=ANNA)
    # then
    assert [(lot.id, lot.earned, lot.remaining, lot.held) for lot in lots] == [(soon, 20, 20, 3), (never, 10, 10, 0)]
    assert [lot.id for lot in lots_of(owner=ANNA, only_open=False)] == [empty, soon, never]
    assert len(lots_of(owner=ANNA, only_open=False, limit=1)) == 1
