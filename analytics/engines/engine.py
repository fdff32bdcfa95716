"""Which engine counts."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from analytics.engines.postgresql import postgresql
from analytics.figures.models import Period
from analytics.metrics.metric import Metric

Row = tuple[str, date, str, str, str, int, int]  # kind, starts, cut, of, key, numerator, denominator
Engine = Callable[[Metric], Iterable[Row]]


def opened_engine(periods: Sequence[Period]) -> AbstractContextManager[Engine]:
    """Gives the figures of a metric for these periods, all of one state of the facts."""
    return postgresql(periods)
