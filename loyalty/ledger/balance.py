"""What an owner has, split the way people see it."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.book import Book
from loyalty.ledger.books import read_books
from loyalty.ledger.models import Account, Unit
from loyalty.ledger.owner import Owner
from loyalty.money import BONUS


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Points and the instant something happens to them."""

    points: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Points of one unit in minor steps. `burning` goes at these instants, `coming` becomes available at them.

    While `frozen`, nothing of it can be spent, and what has come since waits without a date.
    """

    unit: str
    scale: int
    step_kopecks: int | None
    available: int
    pending: int
    held: int
    debt: int
    burning: tuple[Dated, ...]
    coming: tuple[Dated, ...]
    frozen: bool = False


def balances(*, owner: Owner, at: datetime) -> tuple[Balance, ...]:
    """Every unit the owner has an account in, BONUS first (zeroes when there is none). At most four queries.

    Nothing waits for a job: what is due at `at` is counted as done.
    """
    mine = set(Account.objects.filter(owner_kind=owner.kind, owner_id=owner.id).values_list("unit_id", flat=True))
    units = sorted(
        (unit for unit in Unit.objects.all() if unit.pk in mine or unit.code == BONUS),
        key=lambda unit: (unit.code != BONUS, unit.code),
    )
    books = read_books([(owner, unit.code) for unit in units], at=at)
    return tuple(_balance(unit, books[owner, unit.code], at) for unit in units)


def _balance(unit: Unit, book: Book, at: datetime) -> Balance:
    at = book.instant(at)
    burning: dict[datetime, int] = {}
    coming: dict[datetime, int] = {}
    for lot in book.lots:
        if lot.state == "pending" and lot.remaining and lot.available_from > at:
            coming[lot.available_from] = coming.get(lot.available_from, 0) + lot.remaining
        elif lot.state == "active" and lot.expires_at is not None and lot.spendable(at):
            burning[lot.expires_at] = burning.get(lot.expires_at, 0) + lot.spendable(at)
    return Balance(
        unit=unit.code,
        scale=unit.scale,
        step_kopecks=unit.step_kopecks,
        available=book.available(at),
        pending=book.pending,
        held=book.held,
        debt=book.debt,
        burning=tuple(Dated(at=moment, points=points) for moment, points in sorted(burning.items())),
        coming=tuple(Dated(at=moment, points=points) for moment, points in sorted(coming.items())),
        frozen=book.frozen,
    )
