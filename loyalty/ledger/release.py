"""Frees held points."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.cause import Cause
from loyalty.ledger.movements import release as release_in
from loyalty.ledger.open_hold import lock_hold
from loyalty.ledger.post import post


def release(*, hold_id: int, at: datetime, cause: Cause) -> None:
    """Free all the points of a hold; HoldEnded when it is not open."""
    with transaction.atomic():
        book, hold = lock_hold(hold_id, at=at)
        release_in(book, hold, cause=cause, at=at)
        post([book])
