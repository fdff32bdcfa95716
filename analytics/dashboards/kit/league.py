"""Leagues: the largest of what a metric tells apart, over all periods of the question."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from analytics.dashboards.kit.chart import Cell, Chart, Head, Series
from analytics.dashboards.kit.key_words import plain_head
from analytics.dashboards.kit.page import Asked
from analytics.metrics.metric import metrics
from loyalty.refusals import Words

MOST = 20
Heads = Callable[[Collection[str]], Mapping[str, Head]]


def league(asked: Asked, code: str, *, heads: Heads, before: Words = "", **how: Any) -> Chart | None:
    """One metric by its key; `before` names the column of what it was in as many periods before. Three queries."""
    if code not in metrics:
        return None
    found = asked.sums([code], most=MOST)
    keys = [key for _code, key in found]
    series = [column(metrics[code].title, list(found.values()))]
    if before and keys:
        was = asked.sums([code], keys=keys, before=True)
        series.append(column(before, [was.get((code, key)) for key in keys], is_drawn=False))
    return league_of(code, keys, series, heads=heads, **how)


def league_of(code: str, keys: Sequence[str], series: Sequence[Series], *, heads: Heads, **how: Any) -> Chart:
    """A league of columns that are there already. One query for the names."""
    names = heads(keys)
    usual = {"code": code, "title": metrics[code].title, "metrics": (code,), "corner": metrics[code].keys}
    return Chart(
        kind=how.pop("kind", "league"), heads=tuple(names.get(key, plain_head(key)) for key in keys),
        series=tuple(series), **(usual | how),
    )  # fmt: skip


def column(name: Words, cells: Sequence[Cell | None], *, is_drawn: bool = True) -> Series:
    """Cells as a column."""
    return Series(name=name, cells=tuple(cells), is_drawn=is_drawn)
