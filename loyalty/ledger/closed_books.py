"""Until when the books are closed: nothing is dated before that any more."""

from datetime import datetime

from loyalty.ledger.models import BooksClosing
from loyalty.rows import one_row

_SPACE, _DATES = 8, 1  # advisory locks with two keys (docs/adr/0011): 8 is ours; migration 0033 shares it


def closed_until() -> datetime | None:
    """The end of the closed months; None while none is. One query."""
    return BooksClosing.objects.order_by("-until").values_list("until", flat=True).first()


def lock_dates() -> None:
    """Waits for those who are writing something with a past date, and lets no other begin. Inside a transaction."""
    one_row("select pg_advisory_xact_lock(%s, %s)", [_SPACE, _DATES])
