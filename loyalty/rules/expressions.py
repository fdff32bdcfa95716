"""Pieces of SQL that facts share."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, CharField, DateField, Expression, F, Func, IntegerField, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import In

from loyalty.rules.fact import Moment


def local_day(instant: F, moment: Moment) -> Expression:
    """The programme's local day of a timestamp."""
    return Cast(Func(Value(moment.zone.key), instant, function="timezone"), DateField())


def days_since(day: Expression | F | Subquery, moment: Moment) -> Expression:
    """Whole days from a day to today."""
    return Func(
        Cast(Value(moment.today), DateField()), day, template="(%(expressions)s)", arg_joiner=" - ",
        output_field=IntegerField(),
    )  # fmt: skip


def years_since(day: F, moment: Moment) -> Expression:
    """Full years from a day to today, as birthdays count them."""
    age = Func(Cast(Value(moment.today), DateField()), day, function="age")
    return Cast(Func(Value("year"), age, function="date_part"), IntegerField())


def is_on(day: Expression | F, month_days: Sequence[str]) -> Expression:
    """Whether a date falls on one of these days of the year, written MM-DD; false where there is no date."""
    of_year = Func(day, Value("MM-DD"), function="to_char", output_field=CharField())
    lookup: Any = In(of_year, list(month_days))
    return Coalesce(lookup, Value(False), output_field=BooleanField())


def month_days(first: date, last: date) -> tuple[str, ...]:
    """Every day of the year from the first date to the last, as MM-DD. Who was born on 29 February celebrates on the
    28th in other years."""
    days = [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
    found = {day.strftime("%m-%d") for day in days}
    leap = any(day.strftime("%m-%d") == "02-28" and not _is_leap(day.year) for day in days)
    return tuple(sorted(found | {"02-29"} if leap else found))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
