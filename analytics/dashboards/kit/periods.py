"""Weeks, months, quarters and years: where they start, which comes next, how they are called."""

from datetime import date, timedelta

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy

from analytics.rollup.calendar import bounds_of
from loyalty.words import NBSP, is_russian

KINDS: dict[str, Promise] = {
    "week": pgettext_lazy("period", "weeks"),
    "month": pgettext_lazy("period", "months"),
    "quarter": pgettext_lazy("period", "quarters"),
    "year": pgettext_lazy("period", "years"),
}
_IN_A_YEAR = {"week": 52, "month": 12, "quarter": 4, "year": 1}


def moved(kind: str, start: date, periods: int) -> date:
    """The start of the period so many later (earlier, when below zero) than the one that starts at `start`."""
    for _turn in range(abs(periods)):
        bounds = bounds_of(kind=kind, day=start)
        start = bounds.ends if periods > 0 else bounds.before
    return start


def year_before(kind: str, start: date) -> date:
    """The start of the same period of the year before; of weeks, the one 52 weeks earlier."""
    return moved(kind, start, -_IN_A_YEAR[kind])


def name_of(kind: str, start: date) -> str:
    """«ноябрь 2026», «16–22 ноября 2026», «IV квартал 2026», «2026»."""
    if kind == "week":
        last = start + timedelta(days=6)
        return f"{date_format(start, 'SHORT_DATE_FORMAT')}{NBSP}– {date_format(last, 'SHORT_DATE_FORMAT')}"
    if kind == "month":
        return f"{str(MONTHS[start.month]).lower() if _is_lower() else MONTHS[start.month]} {start.year}"
    if kind == "quarter":
        return gettext("Q{number} {year}").format(number=_quarter(start), year=start.year)
    return str(start.year)


def short_name_of(kind: str, start: date) -> str:
    """As it stands under an axis: «ноя 26», «16.11», «IV 26»."""
    year = f"{start.year % 100:02}"
    if kind == "week":
        return date_format(start, "d.m.y")
    if kind == "month":
        name = str(MONTHS_3[start.month])
        return f"{name.lower() if _is_lower() else name.capitalize()} {year}"
    if kind == "quarter":
        return gettext("Q{number} {year}").format(number=_quarter(start), year=year)
    return str(start.year)


def _quarter(start: date) -> str:
    return ("I", "II", "III", "IV")[(start.month - 1) // 3] if _is_lower() else str((start.month - 1) // 3 + 1)


def _is_lower() -> bool:
    """Russian writes months small and quarters in Roman numbers."""

    return is_russian()
