"""Brings a book up to an instant: lapses due holds, activates and expires due lots, each at its own moment.

The result does not depend on when it is called, so a job that missed a day, or never ran, changes nothing.
At one instant holds lapse first, then lots activate (and repay debt), then lots expire (DESIGN §3, night order).
A lot with held points waits for its holds: it expires when the last of them ends.
"""

import heapq
from datetime import datetime

from loyalty.ledger.book import Book, Hold, Lot
from loyalty.ledger.cause import NIGHT

LAPSE, ACTIVATE, EXPIRE = range(3)
Due = tuple[datetime, int, int]


def settle(book: Book, at: datetime) -> None:
    """Apply everything that fell due at or before `at`; nothing to a frozen book, whose lots may not add up. Pure."""
    if book.frozen:
        return
    at = book.instant(at)
    things: list[Hold | Lot] = [*book.holds, *book.lots]
    due = _due(book, at)
    while due:
        moment, what, _index = due[0]
        batch = []
        while due and due[0][:2] == (moment, what):
            batch.append(things[heapq.heappop(due)[2]])
        if what == LAPSE:
            for hold in batch:
                assert isinstance(hold, Hold)
                lapse(book, hold, moment)
                for index, thing in enumerate(things):
                    if any(part is thing for part, _points in hold.parts):
                        assert isinstance(thing, Lot)
                        if thing.expires_at is not None and thing.expires_at <= at:
                            heapq.heappush(due, (max(moment, thing.expires_at), EXPIRE, index))
        elif what == ACTIVATE:
            _activate(book, [lot for lot in batch if isinstance(lot, Lot)], moment)
        else:
            _expire(book, [lot for lot in batch if isinstance(lot, Lot)], moment)


def _due(book: Book, at: datetime) -> list[Due]:
    """What falls due at or before `at`, as a heap; the last numbers count the book's holds, then its lots."""
    due = []
    for index, hold in enumerate(book.holds):
        if hold.expires_at <= at and hold.state == "open":
            due.append((hold.expires_at, LAPSE, index))
    for index, lot in enumerate(book.lots, len(book.holds)):
        if lot.state == "pending" and lot.available_from <= at:
            due.append((lot.available_from, ACTIVATE, index))
        if lot.expires_at is not None and lot.expires_at <= at:
            due.append((lot.expires_at, EXPIRE, index))
    heapq.heapify(due)
    return due


def lapse(book: Book, hold: Hold, moment: datetime) -> None:
    """End an open hold whose time has passed; its points are free again."""
    book.operate("release", f"hold:{hold.id}", NIGHT.because("hold_lapsed"), moment)
    close_hold(book, hold, "expired", moment)


def close_hold(book: Book, hold: Hold, state: str, moment: datetime) -> None:
    """Free what the hold reserved and mark it ended."""
    for lot, points in hold.parts:
        lot.held -= points
        lot.changed = True
    book.held -= hold.amount
    hold.state, hold.closed_at = state, max(moment, hold.opened_at)


def _activate(book: Book, lots: list[Lot], moment: datetime) -> None:
    lots = [lot for lot in lots if lot.state == "pending"]
    moving = [lot for lot in lots if lot.remaining > 0]
    if moving:
        operation = book.operate("activate", f"account:{book.account_id}:v{book.version}", NIGHT, moment)
        for lot in moving:
            book.enter(operation, lot, "pending", -lot.remaining)
            book.enter(operation, lot, "active", lot.remaining)
    for lot in lots:
        lot.state, lot.changed = "active", True
    book.repay(moving, NIGHT)


def _expire(book: Book, lots: list[Lot], moment: datetime) -> None:
    lots = [lot for lot in lots if lot.remaining > 0 and lot.held == 0 and lot.state == "active"]
    if not lots:
        return
    operation = book.operate("expire", f"account:{book.account_id}:v{book.version}", NIGHT, moment)
    for lot in lots:
        points, lot.remaining = lot.remaining, 0
        book.enter(operation, lot, "active", -points)
