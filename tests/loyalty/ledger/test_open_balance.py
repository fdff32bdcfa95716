import pytest

from loyalty.ledger.models import Operation
from loyalty.ledger.open_balance import open_balance
from tests.loyalty.ledger.points import ANNA, BONUS, DAY, NOON, bonus, expiry, give, kinds

pytestmark = pytest.mark.usefixtures("db")


def test_points_brought_from_elsewhere_are_available_at_once_and_told_apart() -> None:
    # when
    open_balance(owner=ANNA, unit=BONUS, points=500, expires_at=NOON + DAY, at=NOON, natural_key="import:1")
    # then
    assert (bonus().available, bonus(at=NOON + DAY).available) == (500, 0)
    assert kinds() == ["opening"]
    assert Operation.objects.get().reason == "opening_balance"


def test_a_balance_is_brought_once() -> None:
    open_balance(owner=ANNA, unit=BONUS, points=500, expires_at=None, at=NOON, natural_key="import:1")
    again = open_balance(owner=ANNA, unit=BONUS, points=500, expires_at=None, at=NOON, natural_key="import:1")
    assert again.already
    assert bonus().available == 500


def test_it_is_no_sign_of_life_of_the_member() -> None:
    # given
    lot = give(10, expires_at=NOON + 40 * DAY, months=1)
    # when
    open_balance(
        owner=ANNA, unit=BONUS, points=500, expires_at=NOON + 900 * DAY, at=NOON + 30 * DAY, natural_key="import:1"
    )
    # then
    assert expiry(lot) == NOON + 40 * DAY
