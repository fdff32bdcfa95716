"""The accountant's months: closed ones as they were closed, then local months of the programme's zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from analytics.accounting.models import ClosedMonth
from loyalty.program.validity import add_months, midnight
from loyalty.rows import one_row

_SPACE, _STORING = 9, 1  # advisory locks with two keys (docs/adr/0011): 9 is ours


@dataclass(frozen=True, kw_only=True)
class Period:
    """A month, named by its first day, as the half-open time [starts_at, ends_at)."""

    month: date
    starts_at: datetime
    ends_at: datetime
    closed: bool


def lock_months() -> None:
    """Of those who close months at once, one stores figures after the other. Inside a transaction."""
    one_row("select pg_advisory_xact_lock(%s, %s)", [_SPACE, _STORING])


def periods(*, zone: ZoneInfo, at: datetime) -> tuple[Period, ...]:
    """Every month from that of the first movement to that of `at`, without gaps: each begins where the one before
    ended, whatever zone that was closed in. Empty while nothing has ever moved. Two queries; while no month is closed,
    the second reads all operations."""
    found = [
        Period(month=month, starts_at=starts_at, ends_at=ends_at, closed=True)
        for month, starts_at, ends_at in ClosedMonth.objects.order_by("month").values_list(
            "month", "starts_at", "ends_at"
        )
    ]
    if found:
        month, starts_at = add_months(found[-1].month, 1), found[-1].ends_at
    else:
        row = one_row("select min(at) from loyalty_operation", [])
        if row is None or row[0] is None:
            return ()
        month = row[0].astimezone(zone).date().replace(day=1)
        starts_at = midnight(month, zone)
    while starts_at <= at:
        following = add_months(month, 1)
        ends_at = midnight(following, zone)
        found.append(Period(month=month, starts_at=starts_at, ends_at=ends_at, closed=False))
        month, starts_at = following, ends_at
    return tuple(found)
