"""Weeks, months, quarters and years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.figures.models import Period


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """[starts, ends), and the start of the period before."""

    kind: str
    starts: date
    ends: date
    before: date


def _start(kind: str, day: date) -> date:
    match kind:
        case Period.Kind.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.Kind.MONTH:
            return day.replace(day=1)
        case Period.Kind.QUARTER:
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case _:
            return date(day.year, 1, 1)


def bounds_of(*, kind: str, day: date) -> Bounds:
    """The period of a kind that a day is in."""
    starts = _start(kind, day)
    far = {Period.Kind.WEEK: 7, Period.Kind.MONTH: 31, Period.Kind.QUARTER: 92}.get(Period.Kind(kind), 366)
    ends = _start(kind, starts + timedelta(days=far))
    return Bounds(kind=kind, starts=starts, ends=ends, before=_start(kind, starts - timedelta(days=1)))


def periods_between(*, kind: str, first: date, last: date) -> Iterator[Bounds]:
    """From the period that `first` is in to that of `last`."""
    day = first
    while day <= last:
        bounds = bounds_of(kind=kind, day=day)
        yield bounds
        day = bounds.ends
