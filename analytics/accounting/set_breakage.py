"""Decides which share of points will never be spent."""

from datetime import date, datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from analytics.accounting.models import Breakage, ClosedMonth
from loyalty.audit.acts import ADDED
from loyalty.audit.record import record
from loyalty.ledger.models import Unit
from loyalty.refusals import Refusal, Words


class MonthIsClosed(Refusal):
    code: ClassVar[str] = "month_is_closed"
    title: ClassVar[Words] = _("This month is closed: its figures stay as they are")
    hint: ClassVar[Words] = _("Choose the first open month or a later one.")


def set_breakage(*, unit_id: int, month: date, rate: int, reason: str, author_id: int | None, at: datetime) -> int:
    """From `month` (any day of it) on, `rate` basis points of the unit's points count as never to be used.

    Returns the new row's id. What was decided before stays and holds for the months before. Raises MonthIsClosed. Four
    queries.
    """
    first = month.replace(day=1)
    with transaction.atomic():
        if ClosedMonth.objects.filter(month__gte=first).exists():
            raise MonthIsClosed(field="month")
        row = Breakage.objects.create(
            unit_id=unit_id, month=first, rate=rate, reason=reason, author_id=author_id, at=at
        )
        record(
            act=ADDED, object_kind="breakage", object_id=row.pk, object_name=Unit.objects.get(pk=unit_id).code,
            reason=reason, after={"rate": rate, "month": first.isoformat()},
        )  # fmt: skip
    return row.pk
