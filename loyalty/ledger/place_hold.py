"""Reserves points for an order."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.books import lock_book
from loyalty.ledger.cause import Cause
from loyalty.ledger.models import Hold
from loyalty.ledger.movements import hold as hold_in
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post


def place_hold(
    *, owner: Owner, unit: str, points: int, expires_at: datetime, at: datetime, cause: Cause, natural_key: str
) -> int:
    """Reserve exactly `points` > 0 until `expires_at` and return the hold's id; InsufficientPoints when fewer are free.

    At most one hold of an account is open per order (IntegrityError `hold_one_open_per_order`). The same natural key
    again returns the hold it made, which may have ended. Four queries.
    """
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind="hold", natural_key=natural_key):
            return Hold.objects.values_list("id", flat=True).get(operation_id=done)
        hold = hold_in(book, points, expires_at=expires_at, cause=cause, key=natural_key, at=at)
        post([book])
        assert hold.id is not None
        return hold.id
