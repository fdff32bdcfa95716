"""Finds an open hold in a locked book."""

from datetime import datetime

from loyalty.ledger.book import Book, Hold
from loyalty.ledger.books import lock_books
from loyalty.ledger.models import Hold as HoldRow
from loyalty.ledger.movements import HoldEnded
from loyalty.ledger.owner import Owner


def lock_hold(hold_id: int, *, at: datetime) -> tuple[Book, Hold]:
    """Lock the account of a hold and return its book and the hold; HoldEnded when it is not open at `at`."""
    row = HoldRow.objects.values("account__owner_kind", "account__owner_id", "account__unit__code").get(pk=hold_id)
    key = (Owner(row["account__owner_kind"], row["account__owner_id"]), row["account__unit__code"])
    book = lock_books([key], at=at)[key]
    for hold in book.holds:
        if hold.id == hold_id and hold.state == "open":
            return book, hold
    raise HoldEnded()
