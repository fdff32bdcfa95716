"""How a return moves points: burnt ones back first, then earned ones away, so that debt stays the last resort."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from loyalty.ledger.book import Book
from loyalty.ledger.burnt_parts import burnt_parts
from loyalty.ledger.cause import Cause
from loyalty.ledger.expired_points import expired_points
from loyalty.ledger.lot_dates import grace_until
from loyalty.ledger.movements import claw_back, give_back
from loyalty.program.settings import Programme
from loyalty.purchase.decision import Step
from loyalty.purchase.models import Order, Return
from loyalty.purchase.order_points import part_step
from loyalty.purchase.takeback import TakeBack


class ReturnedPoints(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one unit in minor steps. `taken` is what the order no longer earns; `debt` the part that is owed for
    want of points, `forgiven` the part that a programme which caps claw-backs lets go, `expired` the part that was gone
    by itself: nothing is taken for it (ADR 12)."""

    given_back: int = 0
    taken: int = 0
    debt: int = 0
    forgiven: int = 0
    expired: int = 0


@dataclass(frozen=True, kw_only=True)
class MovedPoints:
    """What happened per unit, and the steps for the trace."""

    points: Mapping[str, ReturnedPoints]
    steps: tuple[Step, ...]


def return_points(
    *,
    order: Order,
    taken: TakeBack,
    programme: Programme,
    books: Mapping[str, Book],
    cause: Cause,
    key: str,
    at: datetime,
) -> MovedPoints:
    """Move the points of one return, under natural keys that begin with `key`, on the member's locked books; the caller
    posts. A guest has none."""
    if order.member_id is None:
        return MovedPoints(points={}, steps=())
    points: dict[str, ReturnedPoints] = {}
    steps: list[Step] = []
    for unit, amount in taken.give_back.items():
        book = books[unit]
        burnt = burnt_parts(book, order_id=order.pk)
        parts = give_back(
            book, amount, burnt, renewed_until=grace_until(programme, at=book.instant(at)), cause=cause,
            key=f"{key}:{unit}", at=at,
        )  # fmt: skip
        points[unit] = ReturnedPoints(given_back=amount)
        steps += [part_step("lot_given_back", unit, part) for part in parts]
    for unit, amount in taken.claw_back.items():
        if not amount:
            continue
        debt = programme.settings.claw_back == "debt"
        gone = min(amount, _expired(books[unit], order.pk, at))
        parts = []
        if amount > gone:
            parts = claw_back(books[unit], amount - gone, debt=debt, cause=cause, key=f"{key}:{unit}", at=at)
        owed = sum(part.points for part in parts if part.lot is None)
        points[unit] = ReturnedPoints(
            given_back=points[unit].given_back if unit in points else 0,
            taken=amount,
            debt=owed,
            forgiven=amount - gone - sum(part.points for part in parts),
            expired=gone,
        )
        if gone:
            steps.append(Step(code="claw_back_expired", numbers={"unit": unit, "points": gone}))
        steps += [part_step("lot_clawed_back", unit, part) for part in parts]
    return MovedPoints(points=points, steps=tuple(steps))


def _expired(book: Book, order_id: int, at: datetime) -> int:
    """Points of the order that expired unspent and that no return before has counted. At most two queries."""
    expired = expired_points(book, order_id=order_id, at=at)
    if not expired:
        return 0
    before = Return.objects.filter(order_id=order_id).values_list("points", flat=True)
    counted: int = sum(points.get(book.unit, {}).get("expired", 0) for points in before)
    return expired - counted
