"""Closes the books up to an instant: what comes later and tells of earlier days is dated after it."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.ledger.cause import Principal
from loyalty.ledger.closed_books import closed_until, lock_dates
from loyalty.ledger.models import BooksClosing
from loyalty.refusals import Refusal, Words

# Tills' requests end within seconds, and what is dated in the last ten minutes does not ask whether books are closed.
SETTLED = timedelta(hours=1)


class TooEarlyToClose(Refusal):
    code: ClassVar[str] = "too_early_to_close"
    title: ClassVar[Words] = _("This month cannot be closed yet")
    hint: ClassVar[Words] = _("Wait until an hour after its end.")


def close_books(*, until: datetime, principal: Principal, at: datetime) -> bool:
    """From here on the database refuses whatever is dated before `until`; the code dates it `until`.

    Waits for those who write past dates at this moment. False when they are closed so far already. TooEarlyToClose
    until an hour after `until`. Nothing opens books again. Three queries.
    """
    if at < until + SETTLED:
        raise TooEarlyToClose()
    with transaction.atomic():
        lock_dates()
        closed = closed_until()
        if closed is not None and closed >= until:
            return False
        BooksClosing.objects.create(until=until, principal=principal.kind, principal_id=principal.id, at=at)
    return True
