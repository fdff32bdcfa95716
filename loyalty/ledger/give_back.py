"""Returns burnt points of an order."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.ledger.books import lock_book
from loyalty.ledger.burnt_parts import burnt_parts
from loyalty.ledger.cause import Cause
from loyalty.ledger.moved import Moved, parts_of
from loyalty.ledger.movements import give_back as give_back_to
from loyalty.ledger.once import operation_of
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post
from loyalty.refusals import Refusal, Words


class GiveBackExceedsBurn(Refusal):
    code: ClassVar[str] = "give_back_exceeds_burn"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("The order did not burn that many points")


def give_back(
    *, owner: Owner, unit: str, points: int, renewed_until: datetime, at: datetime, cause: Cause, natural_key: str
) -> Moved:
    """Return `points` > 0 that the cause's order burnt, last spent first, to the lots they came from.

    A lot that has expired meanwhile is renewed until `renewed_until`. GiveBackExceedsBurn above what is left to return.
    """
    assert cause.order_id is not None
    with transaction.atomic():
        book = lock_book(owner, unit, at=at)
        if done := operation_of(kind="give_back", natural_key=natural_key):
            return Moved(operation_id=done, already=True)
        burnt = burnt_parts(book, order_id=cause.order_id)
        if sum(part.points for part in burnt) < points:
            raise GiveBackExceedsBurn()
        place = len(book.operations)
        parts = give_back_to(book, points, burnt, renewed_until=renewed_until, cause=cause, key=natural_key, at=at)
        posted = post([book])
        return Moved(operation_id=posted.operations[place], parts=parts_of(parts))
