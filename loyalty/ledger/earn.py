"""Gives points: a new lot with its own dates."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.book import Part
from loyalty.ledger.books import lock_book
from loyalty.ledger.cause import Cause
from loyalty.ledger.keep_alive import keep_alive
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import Dates
from loyalty.ledger.movements import earn as earn_into
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post


def earn(
    *, owner: Owner, unit: str, points: int, dates: Dates, at: datetime, cause: Cause, natural_key: str,
    kind: str = "earn",
) -> Moved:  # fmt: skip
    """Give `points` > 0 as a lot with `dates`; debt is repaid first when they are available at once.

    The same natural key again moves nothing. Four queries.
    """
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind=kind, natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        lot = earn_into(book, points, dates, cause=cause, key=natural_key, at=at, kind=kind)
        if kind == "earn":
            keep_alive(book, at=at)
        place = lot.operation or 0
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of([Part(lot, points)]))
