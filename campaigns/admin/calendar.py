"""The calendar: every campaign as a bar over the days of three months."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaigns.admin.filters import narrowed
from campaigns.admin.words import state_pill
from campaigns.campaign.models import Campaign
from loyalty.admin.kit import short
from loyalty.admin.site import programme_of, require, site
from loyalty.clock import now
from loyalty.program.validity import add_months, midnight

MONTHS = 3
MOST = 200
_SHOWN = [state for state in Campaign.State.values if state != Campaign.State.ARCHIVED]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`left` and `width` are percents of the window; a bar goes on beyond its edge where the campaign does."""

    title: str
    url: str
    state: str
    pill: SafeString
    left: float
    width: float
    dates: str
    goes_on: bool


@dataclass(frozen=True, kw_only=True)
class Month:
    title: str
    left: float
    width: float


def show_calendar(request: HttpRequest) -> HttpResponse:
    """Campaigns that run at any time in the three months from `?month=2026-11`, the present one unless told; those
    that begin sooner come first. Four queries."""
    require(request, "campaigns.view_campaign")
    zone, at = programme_of(request).zone, now()
    first = _asked(request.GET.get("month", ""), at.astimezone(zone).date())
    starts = [add_months(first, n) for n in range(MONTHS + 1)]
    window = _Window(since=midnight(starts[0], zone), until=midnight(starts[-1], zone))
    rows, narrowings = narrowed(Campaign.objects.filter(state__in=_SHOWN), request)
    drawn = (_bar(row, window, at) for row in rows.select_related("version").order_by("title"))
    bars = sorted((bar for bar in drawn if bar is not None), key=lambda bar: bar.left)
    months = [
        Month(title=date_format(day, "F Y"), **window.part(midnight(day, zone), midnight(starts[n + 1], zone)))
        for n, day in enumerate(starts[:-1])
    ]
    today = window.part(at, at)["left"] if window.since <= at < window.until else None
    return site.page(
        request, "campaigns/admin/calendar.html", title=_("Calendar"), bars=bars[:MOST], more=max(0, len(bars) - MOST),
        months=months, today=today, before=f"{add_months(first, -1):%Y-%m}", after=f"{add_months(first, 1):%Y-%m}",
        narrowings=narrowings, month=request.GET.get("month", ""),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Window:
    since: datetime
    until: datetime

    def part(self, start: datetime, end: datetime) -> dict[str, Any]:
        """Where in the window a stretch lies, percents."""
        whole = (self.until - self.since).total_seconds()
        left = (max(start, self.since) - self.since).total_seconds() / whole * 100
        right = (min(end, self.until) - self.since).total_seconds() / whole * 100
        return {"left": round(left, 3), "width": round(right - left, 3)}


def _bar(row: Campaign, window: _Window, at: datetime) -> Bar | None:
    definition = row.draft if row.version is None else row.version.definition
    start, end = (_instant(definition.get(name)) for name in ("starts_at", "ends_at"))
    since = start or row.created_at
    until = end or window.until
    if row.state == Campaign.State.FINISHED and end is None:
        until = at
    if since >= window.until or until <= window.since:
        return None
    return Bar(
        title=row.name, url=reverse("admin:campaigns_campaign_change", args=[row.pk]), state=row.state,
        pill=state_pill(row.state), dates=" — ".join((short(since), short(end) if end else "…")),
        goes_on=end is None and row.state != Campaign.State.FINISHED, **window.part(since, until),
    )  # fmt: skip


def _instant(text: str | None) -> datetime | None:
    return None if not text else datetime.fromisoformat(text)


def _asked(text: str, today: date) -> date:
    """The first day of the month asked for; of the present one where it says nothing sensible."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 2000 <= found.year <= 2100 else today.replace(day=1)


site.add_page("campaigns/calendar/", show_calendar, name="campaign_calendar", permission="campaigns.view_campaign")
