"""Reminders that were due and that no channel took."""

from dataclasses import dataclass
from datetime import date, datetime

from loyalty.messages.models import Reminder

SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Unsent:
    """A reminder that was tried and not sent; it is tried again until `last_day`, the day its points burn after."""

    member_id: int
    last_day: date
    tried_until: datetime


def unsent(*, at: datetime, today: date) -> tuple[int, tuple[Unsent, ...]]:
    """How many wait for another try, and the newest 20. Two queries."""
    rows = Reminder.objects.filter(sent_at=None, lease_until__lte=at, last_day__gte=today)
    newest = rows.order_by("-id")[:SHOWN]
    return rows.count(), tuple(
        Unsent(member_id=row.member_id, last_day=row.last_day, tried_until=row.lease_until) for row in newest
    )
