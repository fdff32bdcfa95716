"""Corrects a balance by hand or by a shop's request, always with a reason."""

from datetime import datetime

from django.db import transaction

from loyalty.ledger.book import AccountFrozen, Part
from loyalty.ledger.books import lock_book
from loyalty.ledger.cause import Cause, Principal
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import burn, earn
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post
from loyalty.program.current import program


def adjust(
    *, owner: Owner, unit: str, points: int, at: datetime, principal: Principal, reason: str, natural_key: str,
    shop_id: int | None = None,
) -> Moved:  # fmt: skip
    """Add `points` (available at once, the programme's validity) or, when negative, take them in spend order.

    InsufficientPoints when fewer are available; the same natural key again moves nothing. Limits are the door's;
    silence before inactivity expiry goes on. From a frozen account only people take (else AccountFrozen), and what is
    added to it waits.
    """
    cause = Cause(principal=principal, reason=reason, shop_id=shop_id)
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind="adjust", natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        if points < 0 and book.frozen and principal.kind != "staff":
            raise AccountFrozen()
        place = len(book.operations)
        if points > 0:
            dates = lot_dates(program(), unit=unit, at=book.instant(at), pending_days=0)
            lot = earn(book, points, dates, cause=cause, key=natural_key, at=at, kind="adjust")
            parts = [Part(lot, points)]
        else:
            parts = burn(book, -points, cause=cause, key=natural_key, at=at, kind="adjust")
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
