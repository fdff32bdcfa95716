"""When points become available and when they expire: local days of the programme's zone, computed once per lot."""

import calendar
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec


class Validity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long points live, counted from the day they become available.

    The last day is usable in full: points go at the midnight after it.
    `days` / `months`: that many; `month` / `quarter` / `year`: to the end of it, `count` − 1 periods further on;
    `dates`: to the next of fixed calendar dates ("MM-DD") at least one day ahead; `inactivity`: `count` months,
    restarted by every earn or burn; `none`: for ever.
    """

    by: Literal["days", "months", "month", "quarter", "year", "dates", "inactivity", "none"] = "months"
    count: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 12
    dates: Annotated[tuple[Annotated[str, msgspec.Meta(pattern=r"^\d\d-\d\d$")], ...], msgspec.Meta(max_length=12)] = ()

    def __post_init__(self) -> None:
        if (self.by == "dates") != bool(self.dates):
            raise ValueError("calendar dates are given exactly when points live to calendar dates")
        for day in self.dates:
            date(2024, int(day[:2]), int(day[3:]))  # 2024 is a leap year: 29 February may be named

    @property
    def inactivity_months(self) -> int | None:
        """Months of silence after which points go, when that is the rule."""
        return self.count if self.by == "inactivity" else None


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant a local day begins (the first one after it where the clock skips midnight)."""
    return datetime.combine(day, time(), tzinfo=zone)


def add_months(day: date, months: int) -> date:
    """The same day of the month, or its last day where the month is shorter: 31 Jan + 1 = 28 or 29 Feb."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def available_from(*, at: datetime, pending_days: int, zone: ZoneInfo) -> datetime:
    """At once without pending days; else the local midnight that begins the day `pending_days` later."""
    if pending_days == 0:
        return at
    return midnight(at.astimezone(zone).date() + timedelta(days=pending_days), zone)


def expires_at(*, start: datetime, validity: Validity, zone: ZoneInfo) -> datetime | None:
    """The midnight after the last usable day of points available from `start`; None when they live for ever."""
    last = _last_day(start.astimezone(zone).date(), validity)
    return None if last is None else midnight(last + timedelta(days=1), zone)


def status_until(*, start: datetime, days: int | None, zone: ZoneInfo) -> datetime:
    """When what was given at `start` has left every window: of so many days, or (None) of this year and the next."""
    day = start.astimezone(zone).date()
    return midnight(date(day.year + 2, 1, 1) if days is None else day + timedelta(days=days), zone)


def _last_day(first: date, validity: Validity) -> date | None:
    count = validity.count
    match validity.by:
        case "none":
            return None
        case "days":
            return first + timedelta(days=count)
        case "months" | "inactivity":
            return add_months(first, count)
        case "month":
            return add_months(first.replace(day=1), count) - timedelta(days=1)
        case "quarter":
            quarter = first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1)
            return add_months(quarter, 3 * count) - timedelta(days=1)
        case "year":
            return date(first.year + count - 1, 12, 31)
        case "dates":
            return _next_date(first, validity.dates)


def _next_date(first: date, dates: tuple[str, ...]) -> date:
    days = []
    for year in (first.year, first.year + 1):
        for named in dates:
            month, day = int(named[:2]), int(named[3:])
            days.append(date(year, month, min(day, calendar.monthrange(year, month)[1])))
    return min(day for day in days if day > first)
