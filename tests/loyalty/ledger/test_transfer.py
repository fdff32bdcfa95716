import pytest
from django.db.models import Sum

from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.models import Entry, Lot
from loyalty.ledger.moved import Moved
from loyalty.ledger.transfer import transfer
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    BORIS,
    DAY,
    HOUR,
    NOON,
    a_key,
    because,
    bonus,
    give,
    left,
    spend,
    taken,
)

pytestmark = pytest.mark.usefixtures("db")


def move(points: int, *, key: str | None = None) -> Moved:
    return transfer(
        source=ANNA, target=BORIS, unit=BONUS, points=points, at=NOON, cause=because(), natural_key=key or a_key()
    )


def test_points_move_in_spend_order_and_keep_their_dates() -> None:
    # given
    never = give(10)
    soon = give(10, expires_at=NOON + DAY)
    silent = give(10, expires_at=NOON + 40 * DAY, months=1)
    # when
    moved = move(25)
    # then
    assert taken(moved) == [(soon, 10), (silent, 10), (never, 5)]
    lots = Lot.objects.filter(account__owner_id=BORIS.id).order_by("id")
    assert list(lots.values_list("remaining", "expires_at", "inactivity_months", "available_from")) == [
        (10, NOON + DAY, None, NOON),
        (10, NOON + 40 * DAY, 1, NOON),
        (5, None, None, NOON),
    ]
    assert (bonus().available, bonus(BORIS).available) == (5, 25)


def test_nothing_is_made_or_lost() -> None:
    give(10)
    move(7)
    assert Entry.objects.filter(kind="transfer").aggregate(total=Sum("amount")) == {"total": 0}


def test_more_than_is_available_does_not_move() -> None:
    # given
    lot = give(10)
    give(10, available_from=NOON + DAY)
    # when
    with pytest.raises(InsufficientPoints):
        move(11)
    # then
    assert (left(lot), bonus(BORIS).available) == ([10], 0)


def test_debt_of_the_receiver_is_repaid_first() -> None:
    give(10)
    spend(4, owner=BORIS, short_to_debt=True)
    move(10)
    assert (bonus(BORIS).available, bonus(BORIS).debt) == (6, 0)


def test_both_accounts_stand_at_the_later_of_their_instants() -> None:
    # given: Boris's account is ahead, and points of Anna become available in between
    give(1, owner=BORIS, at=NOON + 2 * HOUR)
    lot = give(10, available_from=NOON + HOUR)
    # when
    moved = move(10)
    # then
    assert taken(moved) == [(lot, 10)]
    assert set(Entry.objects.filter(kind="transfer").values_list("at", flat=True)) == {NOON + 2 * HOUR}


def test_the_same_natural_key_again_moves_nothing() -> None:
    give(10)
    move(4, key="gift:1")
    assert move(4, key="gift:1").already
    assert (bonus().available, bonus(BORIS).available) == (6, 4)


def test_two_owners_are_needed() -> None:
    with pytest.raises(ValueError, match="two owners"):
        transfer(source=ANNA, target=ANNA, unit=BONUS, points=1, at=NOON, cause=because(), natural_key=a_key())


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_cannot_be_moved(points: int) -> None:
    give(10)
    with pytest.raises(ValueError, match="above zero"):
        move(points)
