"""Local calendar periods under which uses are counted."""

from datetime import datetime
from zoneinfo import ZoneInfo

FORMATS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}


def local_period(period: str, *, at: datetime, zone: ZoneInfo) -> str:
    """The day, week, month or year of the zone: 2026-11-21, 2026-W47, 2026-11, 2026."""
    return at.astimezone(zone).strftime(FORMATS[period])
