"""Writes to those who lead the programme which figures changed most in the week that is over."""

import logging
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from analytics.dashboards.kit.periods import name_of
from analytics.digest.models import WeeklyMail
from analytics.digest.week import told_of
from analytics.figures.models import Period
from analytics.rollup.calendar import bounds_of
from loyalty.instance.fence import is_fenced
from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send
from loyalty.messages.staff_readers import StaffReader, staff_reader
from loyalty.program.current import program
from loyalty.staff.models import User

logger = logging.getLogger(__name__)

TEMPLATE = "weekly_figures"
LEASE = timedelta(minutes=10)
FROM_HOUR = 8  # of the programme's zone, on Monday


def send_week(*, at: datetime) -> int:
    """How many were written to. Once for each week and reader: on Monday from eight o'clock of the programme's zone,
    when the week has been counted to its end; what no channel took is tried again after ten minutes, until Wednesday.

    A week in which nothing unusual happened is told in no mail. Call it outside any transaction.
    """
    zone = program().zone
    local = at.astimezone(zone)
    week = bounds_of(kind=Period.Kind.WEEK, day=local.date()).before
    days = (local.date() - week).days - 7
    if is_fenced() or days > 1 or (days == 0 and local.hour < FROM_HOUR):
        return 0
    ended = datetime.combine(week + timedelta(weeks=1), time(), zone)
    if not Period.objects.filter(kind=Period.Kind.WEEK, starts=week, is_due=False, counted_at__gte=ended).exists():
        return 0
    return sum(_send(user, week, at) for user in _readers())


def _readers() -> list[int]:
    """Who may see figures of the whole programme."""
    rows = User.objects.with_perm("analytics.view_figure").filter(is_active=True, is_staff=True, shop=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _send(user: int, week: date, at: datetime) -> bool:
    WeeklyMail.objects.bulk_create([WeeklyMail(week=week, reader_id=user, lease_until=at)], ignore_conflicts=True)
    mine = WeeklyMail.objects.filter(week=week, reader_id=user, sent_at=None, lease_until__lte=at)
    reader = staff_reader(user_id=user)
    if not mine.update(lease_until=at + LEASE) or reader is None:
        return False
    values = _values(week, reader)
    try:
        if values is not None:
            send(contact=reader.contact, template=TEMPLATE, language=reader.language, values=values, at=at)
    except NotSent:
        logger.exception("a weekly mail was not sent", extra={"reader": user})
        return False
    WeeklyMail.objects.filter(week=week, reader_id=user).update(sent_at=at)
    return values is not None


def _values(week: date, reader: StaffReader) -> dict[str, str] | None:
    """None where nothing changed more than usual."""
    with translation.override(reader.language), timezone.override(program().zone):
        told = told_of(week=week)
        if not told:
            return None
        asked = urlencode({"by": "week", "to": (week + timedelta(days=6)).isoformat()})
        page = f"{reverse('admin:analytics_overview')}?{asked}"
        lines = (f"• {one.title}: {one.text}" + (f" — {one.why}" if one.why else "") for one in told)
        return {"week": name_of("week", week), "figures": "\n".join(lines), "link": f"{settings.BASE_URL}{page}"}
