"""Moves points between two owners of one unit; every lot keeps its expiry."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.books import lock_books
from loyalty.ledger.cause import Cause
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import Dates, burn, earn
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post
from loyalty.ledger.settle import settle


def transfer(
    *, source: Owner, target: Owner, unit: str, points: int, at: datetime, cause: Cause, natural_key: str
) -> Moved:
    """Move exactly `points` > 0 in spend order; InsufficientPoints when the source has fewer available.

    Both accounts are locked in one statement, in ascending id order. The parts are the source's lots.
    """
    if source == target:
        raise ValueError("a transfer needs two owners")
    with transaction.atomic():
        books = lock_books([(source, unit), (target, unit)], at=at)
        giving, taking = books[source, unit], books[target, unit]
        if done := operation_of(kind="transfer", natural_key=f"{natural_key}:out"):
            return Moved(operation_id=done, already=True)
        at = max(giving.instant(at), taking.instant(at))
        settle(giving, at)
        settle(taking, at)
        place = len(giving.operations)
        parts = burn(giving, points, cause=cause, key=f"{natural_key}:out", at=at, kind="transfer")
        for number, part in enumerate(parts, start=1):
            assert part.lot is not None
            dates = Dates(
                available_from=at, expires_at=part.lot.expires_at, inactivity_months=part.lot.inactivity_months
            )
            earn(taking, part.points, dates, cause=cause, key=f"{natural_key}:in:{number}", at=at, kind="transfer")
        posted = post([giving, taking])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
