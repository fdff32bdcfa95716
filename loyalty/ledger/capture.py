"""Burns held points."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.cause import Cause
from loyalty.ledger.keep_alive import keep_alive
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import capture as capture_in
from loyalty.ledger.open_hold import lock_hold
from loyalty.ledger.post import post


def capture(*, hold_id: int, points: int, at: datetime, cause: Cause) -> Moved:
    """Burn 0 < `points` ≤ the held amount and free the rest.

    HoldEnded when the hold is not open, CaptureExceedsHold above its amount. Four queries.
    """
    with transaction.atomic():
        book, hold = lock_hold(hold_id, at=at)
        place = len(book.operations)
        parts = capture_in(book, hold, points, cause=cause, at=at)
        keep_alive(book, at=at)
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
