"""`periods` and `calendar` as rows, for engines that do not know our tables."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from analytics.figures.models import Period

PERIODS = {"kind": "string", "starts": "date", "ends": "date", "before": "date"}
CALENDAR = {"day": "date", "kind": "string", "starts": "date", "is_before": "boolean"}


def period_rows(periods: Sequence[Period]) -> list[tuple[str, date, date, date]]:
    """With the columns `PERIODS`."""
    return [(period.kind, period.starts, period.ends, period.before) for period in periods]


def calendar_rows(periods: Sequence[Period]) -> list[tuple[date, str, date, bool]]:
    """With the columns `CALENDAR`: each day of every period and of the one before it."""
    return [
        (day, period.kind, period.starts, is_before)
        for period in periods
        for since, until, is_before in (
            (period.starts, period.ends, False),
            (period.before, period.starts, True),
        )
        for day in _days(since, until)
    ]


def _days(since: date, until: date) -> Iterator[date]:
    return (since + timedelta(days=n) for n in range((until - since).days))
