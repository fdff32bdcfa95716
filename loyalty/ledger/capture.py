"""Burns held points."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.cause import Cause
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import capture as capture_in
from loyalty.ledger.movements import restart_inactivity
from loyalty.ledger.open_hold import lock_hold
from loyalty.ledger.post import post
from loyalty.program.current import program


def capture(*, hold_id: int, points: int, at: datetime, cause: Cause) -> Moved:
    """Burn `points` ≤ the held amount and free the rest; HoldEnded when the hold is not open, CaptureExceedsHold above it."""
    with transaction.atomic():
        book, hold = lock_hold(hold_id, at=at)
        place = len(book.operations)
        parts = capture_in(book, hold, points, cause=cause, at=at)
        restart_inactivity(book, lot_dates(program(), at=at, pending_days=0).expires_at, at)
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
