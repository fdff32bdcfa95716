"""Takes earned points of an order back."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.books import lock_book
from loyalty.ledger.cause import Cause
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import claw_back as claw_back_from
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post


def claw_back(
    *, owner: Owner, unit: str, points: int, debt: bool, at: datetime, cause: Cause, natural_key: str
) -> Moved:
    """Take `points` > 0 back: from the order's own lots, then others in spend order, the rest becomes debt.

    Without `debt` the rest is forgiven. The same natural key again moves nothing. Four queries.
    """
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind="claw_back", natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        place = len(book.operations)
        parts = claw_back_from(book, points, debt=debt, cause=cause, key=natural_key, at=at)
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
