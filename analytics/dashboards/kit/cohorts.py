"""Heat maps of cohorts: a row for each, a column for each month since."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.chart import Chart, Head, Series
from analytics.dashboards.kit.key_words import month_head, month_of
from analytics.dashboards.kit.periods import moved
from analytics.metrics.metric import metrics


def cohort_map(board: Board, code: str, **how: Any) -> Chart | None:
    """Of the cohorts that begin in the question's months (a `board` by months); None where they are not counted."""
    if code not in board.known:
        return None
    starts = board.question.starts
    cohorts = [key for key in board.keys(code) if month_of(key) in starts]
    ages = range(len(starts))
    rows = []
    for key in cohorts:
        born = month_of(key)
        assert born is not None
        head = month_head(key)
        months = [moved("month", born, age) for age in ages]
        cells = tuple(board.cell(code, month, key) if month <= starts[-1] else None for month in months)
        rows.append(Series(name=head.label, head=head, cells=cells))
    usual = {
        "code": code, "title": metrics[code].title, "metrics": (code,), "wide": True, "corner": _("First purchase in"),
        "empty": _("The first cohort appears at the end of the first month with purchases."),
    }  # fmt: skip
    heads = tuple(Head(name=_age(age), short=str(age)) for age in ages)
    return Chart(kind="heat", heads=heads, series=tuple(rows), **(usual | how))


def _age(months: int) -> str:
    return ngettext("{count} month later", "{count} months later", months).format(count=months)
