"""Writes to those who lead the programme which figures changed most in the week that is over."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache, partial
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from analytics.dashboards.kit.periods import name_of
from analytics.digest.models import WeeklyMail
from analytics.digest.week import Changes, changes_in, told_of
from analytics.figures.models import Period
from analytics.rollup.calendar import bounds_of
from loyalty.instance.fence import is_fenced
from loyalty.messages.tell_reader import tell_reader
from loyalty.program.current import program
from loyalty.staff.models import User

TEMPLATE = "weekly_figures"
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
    rows = [WeeklyMail(week=week, reader_id=user, lease_until=at) for user in _readers()]
    WeeklyMail.objects.bulk_create(rows, ignore_conflicts=True)
    changes = cache(partial(changes_in, week=week))  # the same for everybody; not read while nobody waits
    waiting = WeeklyMail.objects.filter(week=week, reader__in=[row.reader_id for row in rows], sent_at=None)
    return sum(
        tell_reader(
            notice=WeeklyMail.objects.filter(pk=row.pk), reader_id=row.reader_id, template=TEMPLATE,
            values=lambda _reader: _values(changes()), at=at,
        )
        for row in waiting.order_by("reader")
    )  # fmt: skip


def _readers() -> list[int]:
    """Who may see figures of the whole programme."""
    rows = User.objects.with_perm("analytics.view_figure").filter(is_active=True, is_staff=True, shop=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _values(changes: Changes) -> Mapping[str, object] | None:
    """None where nothing changed more than usual."""
    told = told_of(changes)
    if not told:
        return None
    asked = urlencode({"by": "week", "to": (changes.week + timedelta(days=6)).isoformat()})
    page = f"{reverse('admin:analytics_overview')}?{asked}"
    lines = (f"• {one.title}: {one.text}" + (f" — {one.why}" if one.why else "") for one in told)
    return {
        "week": name_of("week", changes.week), "figures": "\n".join(lines), "link": f"{settings.BASE_URL}{page}",
    }  # fmt: skip
