"""Which engine counts: `ANALYTICS_URL` says it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.conf import settings

from analytics.engines.postgresql import by_postgresql, by_replica, replica_as_of
from analytics.figures.models import Period
from analytics.metrics.metric import Metric

Row = tuple[str, date, str, str, str, int, int]  # kind, starts, cut, of, key, numerator, denominator
Engine = Callable[[Metric], Iterable[Row]]


def opened_engine(periods: Sequence[Period]) -> AbstractContextManager[Engine]:
    """Gives the figures of a metric for these periods, all of one state of the facts. WarehouseNotFilled."""
    warehouse = settings.ANALYTICS_WAREHOUSE
    if warehouse is None:
        return by_replica(periods) if "analytics" in settings.DATABASES else by_postgresql(periods)
    if settings.ANALYTICS_ENGINE == "spark":
        from analytics.engines.spark import by_spark  # the extra `spark`

        return by_spark(periods, warehouse=warehouse, master=settings.ANALYTICS_MASTER)
    from analytics.engines.duckdb import by_duckdb  # the extra `analytics`

    return by_duckdb(periods, warehouse=warehouse)


def facts_as_of(*, at: datetime) -> datetime:
    """The instant, `at` or before it, up to which the engine sees everything. WarehouseNotFilled."""
    if settings.ANALYTICS_WAREHOUSE is not None:
        from analytics.warehouse.manifest import WarehouseNotFilled, published

        seen_at = published(settings.ANALYTICS_WAREHOUSE).seen_at
        if seen_at is None:
            raise WarehouseNotFilled
        return min(at, seen_at)
    return min(at, replica_as_of()) if "analytics" in settings.DATABASES else at
