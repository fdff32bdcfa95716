"""Locks all the money and points that an order moves: in one statement, so that no two orders wait in a circle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from loyalty.certificates.account import Locked, key_of, with_rows
from loyalty.ledger.book import Book
from loyalty.ledger.books import Key, lock_books
from loyalty.ledger.owner import Owner
from loyalty.money import BONUS


@dataclass(frozen=True, kw_only=True)
class OrderBooks:
    """The member's books by unit, BONUS first (none for a guest), and the certificates by id."""

    points: dict[str, Book] = field(default_factory=dict)
    certificates: Mapping[int, Locked] = field(default_factory=dict)

    def all(self) -> list[Book]:
        """Every book, to be posted."""
        return [*self.points.values(), *(one.book for one in self.certificates.values())]


def lock_order_books(
    *,
    member_id: int | None,
    units: Iterable[str] = (),
    certificates: Iterable[int] = (),
    at: datetime,
    if_open: frozenset[str] = frozenset(),
) -> OrderBooks:
    """Lock all accounts of the member and of the certificates in ascending id order, then read those asked for, BONUS
    among them; of `if_open` those that the member has: what is likely to be needed comes with the rest.

    Two queries, two more when an account is new, one more for certificates; none for a guest without certificates.
    """
    keys: list[Key] = [key_of(one) for one in sorted(set(certificates))]
    also: list[Key] = []
    if member_id is not None:
        owner = Owner.member(member_id)
        keys += [(owner, unit) for unit in sorted({*units, BONUS})]
        also = [(owner, unit) for unit in sorted(if_open)]
    if not keys:
        return OrderBooks()
    found = lock_books(keys, if_open=also, at=at)
    points = {unit: book for (owner, unit), book in found.items() if owner.kind == "member"}
    return OrderBooks(points=points, certificates=with_rows(found))
