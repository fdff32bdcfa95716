import pytest
from django.db import IntegrityError, transaction

from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.models import HoldLot
from tests.loyalty.ledger.points import DAY, HOUR, NOON, an_occasion, bonus, give, kinds, left, reserve

pytestmark = pytest.mark.usefixtures("db")


def parts(hold_id: int) -> list[tuple[int, int]]:
    return list(HoldLot.objects.filter(hold_id=hold_id).order_by("id").values_list("lot_id", "amount"))


def test_points_are_reserved_in_spend_order_and_nothing_is_burnt() -> None:
    # given
    never, soon = give(100), give(30, expires_at=NOON + DAY)
    # when
    hold_id = reserve(50)
    # then
    assert parts(hold_id) == [(soon, 30), (never, 20)]
    assert (bonus().available, bonus().held) == (80, 50)
    assert left(never, soon) == [100, 30]
    assert kinds() == ["earn", "earn"]


def test_more_than_is_available_is_refused() -> None:
    # given
    give(100)
    reserve(70)
    # when
    with pytest.raises(InsufficientPoints) as refused:
        reserve(31)
    # then
    assert refused.value.facts == {"available": 30}
    assert bonus().held == 70


def test_points_that_expire_while_held_can_be_reserved() -> None:
    # given
    give(100, expires_at=NOON + HOUR)
    # when
    reserve(100, expires_at=NOON + 9 * HOUR)
    # then
    assert (bonus(at=NOON + 2 * HOUR).available, bonus(at=NOON + 2 * HOUR).held) == (0, 100)


def test_the_free_part_of_a_lot_that_expires_while_held_is_not_available() -> None:
    # given
    give(100, expires_at=NOON + HOUR)
    # when
    reserve(60, expires_at=NOON + 9 * HOUR)
    # then
    assert bonus(at=NOON + 2 * HOUR).available == 0


def test_an_order_has_at_most_one_open_hold() -> None:
    # given
    give(100)
    order_id = an_occasion()
    reserve(10, order_id=order_id)
    # when
    with pytest.raises(IntegrityError, match="hold_one_open_per_order"), transaction.atomic():
        reserve(10, order_id=order_id)
    # then
    assert bonus().held == 10


def test_the_same_natural_key_again_is_the_same_hold() -> None:
    # given
    give(100)
    first = reserve(10, key="order:1")
    # when
    again = reserve(10, key="order:1")
    # then
    assert again == first
    assert bonus().held == 10


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_held(points: int) -> None:
    give(100)
    with pytest.raises(ValueError, match="above zero"):
        reserve(points)
