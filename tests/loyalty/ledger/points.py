"""Short words for tests of the ledger. Accounts know their owners by number alone, so nobody is enrolled here."""

import itertools
from datetime import datetime, timedelta

from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.burn import burn
from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.earn import earn
from loyalty.ledger.models import Entry, Lot
from loyalty.ledger.moved import Moved
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner
from loyalty.ledger.place_hold import place_hold
from loyalty.money import BONUS
from loyalty.program.models import ProgramVersion
from loyalty.purchase.models import Order
from tests.builders import NOON, a_shop

__all__ = ["ANNA", "BONUS", "BORIS", "DAY", "HOUR", "NOON"]

ANNA = Owner.member(1)
BORIS = Owner.member(2)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

_numbers = itertools.count(1)


def a_key() -> str:
    """A natural key nobody else in this run has."""
    return f"test:{next(_numbers)}"


def because(reason: str = "test", *, order_id: int | None = None) -> Cause:
    return Cause(principal=SYSTEM, reason=reason, order_id=order_id)


def give(
    points: int,
    *,
    owner: Owner = ANNA,
    unit: str = BONUS,
    at: datetime = NOON,
    available_from: datetime | None = None,
    expires_at: datetime | None = None,
    months: int | None = None,
    order_id: int | None = None,
    key: str | None = None,
) -> int:
    """Earn a lot and return its id: available at once and for ever, unless told."""
    moved = earn(
        owner=owner,
        unit=unit,
        points=points,
        dates=Dates(available_from=available_from or at, expires_at=expires_at, inactivity_months=months),
        at=at,
        cause=because(order_id=order_id),
        natural_key=key or a_key(),
    )
    lot_id = moved.parts[0].lot_id
    assert lot_id is not None
    return lot_id


def spend(
    points: int,
    *,
    owner: Owner = ANNA,
    at: datetime = NOON,
    order_id: int | None = None,
    key: str | None = None,
    short_to_debt: bool = False,
) -> Moved:
    return burn(
        owner=owner,
        unit=BONUS,
        points=points,
        at=at,
        cause=because(order_id=order_id),
        natural_key=key or a_key(),
        short_to_debt=short_to_debt,
    )


def reserve(
    points: int,
    *,
    owner: Owner = ANNA,
    at: datetime = NOON,
    expires_at: datetime | None = None,
    order_id: int | None = None,
    key: str | None = None,
) -> int:
    """Hold points, for an hour unless told; returns the hold's id."""
    return place_hold(
        owner=owner,
        unit=BONUS,
        points=points,
        expires_at=expires_at or at + HOUR,
        at=at,
        cause=because(order_id=order_id),
        natural_key=key or a_key(),
    )


def bonus(owner: Owner = ANNA, *, at: datetime = NOON) -> Balance:
    return balances(owner=owner, at=at)[0]


def left(*lot_ids: int) -> list[int]:
    """What remains of each lot, in the order asked."""
    remaining = dict(Lot.objects.filter(id__in=lot_ids).values_list("id", "remaining"))
    return [remaining[lot_id] for lot_id in lot_ids]


def expiry(lot_id: int) -> datetime | None:
    return Lot.objects.values_list("expires_at", flat=True).get(pk=lot_id)


def kinds(owner: Owner = ANNA) -> list[str]:
    """The kinds of the owner's entries, in the order they were made."""
    entries = Entry.objects.filter(account__owner_kind=owner.kind, account__owner_id=owner.id)
    return list(entries.order_by("account_version").values_list("kind", flat=True))


def first_lot(moved: Moved) -> Lot:
    """The lot of the movement's first part."""
    lot_id = moved.parts[0].lot_id
    assert lot_id is not None
    return Lot.objects.get(pk=lot_id)


def taken(moved: Moved) -> list[tuple[int | None, int]]:
    """The parts of a movement as plain pairs (lot or None for debt, points)."""
    return [(part.lot_id, part.points) for part in moved.parts]


def an_occasion(*, member_id: int | None = None, at: datetime = NOON) -> int:
    """A completed order, as an occasion for points to move; its goods do not matter here."""
    return Order.objects.create(
        shop=a_shop(),
        external_id=a_key(),
        member_id=member_id,
        state=Order.State.COMPLETED,
        occurred_at=at,
        completed_at=at,
        program_version=ProgramVersion.objects.order_by("number")[0],
        cart={},
        cart_hash=b"",
        facts={},
        decision={},
        trace=[],
        base_kopecks=0,
        to_pay_kopecks=0,
    ).pk
