"""Filters that several lists share."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.clock import now
from loyalty.program.validity import add_months, midnight


def _bounds(period: str, today: date) -> tuple[date, date]:
    """Local days [from, to)."""
    tomorrow = today + timedelta(days=1)
    month = today.replace(day=1)
    return {
        "today": (today, tomorrow),
        "yesterday": (today - timedelta(days=1), today),
        "week": (today - timedelta(days=6), tomorrow),
        "month": (month, tomorrow),
        "last_month": (add_months(month, -1), month),
        "quarter": (today - timedelta(days=89), tomorrow),
    }[period]


class PeriodFilter(admin.SimpleListFilter):
    """Rows of a period, by the programme's days. A list names its column with `column`."""

    title = _("When")
    parameter_name = "period"
    column = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("today")),
            ("yesterday", _("yesterday")),
            ("week", _("the last 7 days")),
            ("month", _("this month")),
            ("last_month", _("last month")),
            ("quarter", _("the last 90 days")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        period = self.value()
        if period not in dict(self.lookup_choices):
            return queryset
        start, end = (self._midnight(day) for day in _bounds(period, now().astimezone(_zone()).date()))
        return queryset.filter(**{f"{self.column}__gte": start, f"{self.column}__lt": end})

    @staticmethod
    def _midnight(day: date) -> datetime:
        return midnight(day, _zone())


def _zone() -> Any:
    return timezone.get_current_timezone()  # the site has put the programme's zone in force


def period_of(column: str) -> type[PeriodFilter]:
    """The filter over another column."""
    return type("PeriodFilter", (PeriodFilter,), {"column": column})
