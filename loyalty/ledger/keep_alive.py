"""Restarts the silence after which inactivity lots expire."""

from datetime import datetime

from loyalty.ledger.book import Book
from loyalty.ledger.movements import restart_inactivity
from loyalty.program.current import program


def keep_alive(book: Book, *, at: datetime) -> None:
    """The owner of a locked book earned or burnt just now. One query where lots live by inactivity, else none."""
    if any(lot.inactivity_months for lot in book.lots):
        restart_inactivity(book, zone=program().zone, at=at)
