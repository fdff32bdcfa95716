"""Spends points."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.books import lock_book
from loyalty.ledger.cause import Cause
from loyalty.ledger.keep_alive import keep_alive
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import burn as burn_from
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post


def burn(
    *, owner: Owner, unit: str, points: int, at: datetime, cause: Cause, natural_key: str, short_to_debt: bool = False
) -> Moved:
    """Spend exactly `points` > 0, sooner-to-expire lots first; InsufficientPoints when fewer are available.

    With `short_to_debt` what is missing becomes debt instead. The same natural key again moves nothing. Four queries.
    """
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind="burn", natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        place = len(book.operations)
        parts = burn_from(book, points, cause=cause, key=natural_key, at=at, short_to_debt=short_to_debt)
        keep_alive(book, at=at)
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
