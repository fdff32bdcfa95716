"""Finds the periods that have to be counted."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from analytics.facts.changes import OVERLAP, first_change_sql
from analytics.facts.fact import facts
from analytics.figures.models import Period
from analytics.rollup.calendar import periods_between
from loyalty.rows import one_row


def mark_due(*, at: datetime, since: datetime | None, zone: ZoneInfo) -> int:
    """How many periods are due now: those that something recorded after `since` may have changed (None: all), those
    that had not ended when they were counted, and those new.

    A query for each fact, one for each period that had not ended, and a dozen.
    """
    today = at.astimezone(zone).date()
    first = _first_change(None if since is None else since - OVERLAP, zone)
    _add_periods(min(first or today, today), today)
    for day, instant in Period.objects.filter(is_due=False).values_list("ends", "counted_at").distinct():
        if instant is None or instant < datetime.combine(day, time(), zone):
            Period.objects.filter(ends=day, is_due=False).update(is_due=True)
    if first is not None:
        Period.objects.filter(ends__gt=first).update(is_due=True)
    return Period.objects.filter(is_due=True).count()


def _first_change(since: datetime | None, zone: ZoneInfo) -> date | None:
    """The local day of the earliest thing that was recorded since then."""
    long_ago = datetime(1, 1, 2, tzinfo=zone) if since is None else since
    statements = {first_change_sql(fact) for _code, fact in facts}
    found = (one_row(sql, {"since": long_ago}) for sql in statements)
    instants = [row[0] for row in found if row is not None and row[0] is not None]
    return min(instants).astimezone(zone).date() if instants else None


def _add_periods(first: date, last: date) -> None:
    """Those from `first` to `last`, and those since the newest that there is."""
    for kind in Period.Kind.values:
        known = set(Period.objects.filter(kind=kind).values_list("starts", flat=True))
        bounds = periods_between(kind=kind, first=min([first, *known]), last=last)
        Period.objects.bulk_create(
            Period(kind=kind, starts=one.starts, ends=one.ends, before=one.before)
            for one in bounds
            if one.starts not in known
        )
