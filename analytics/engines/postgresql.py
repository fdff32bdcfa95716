"""Figures by PostgreSQL: the facts as temporary tables, made once for all metrics."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from analytics.facts.fact import facts
from analytics.figures.models import Period
from analytics.metrics.derived import derived
from analytics.metrics.metric import Metric
from analytics.metrics.sql import CALENDAR, derived_sql, figures_sql


@contextmanager
def postgresql(periods: Sequence[Period]) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """The facts as they are when it is entered. Names of facts mean these tables until it is left."""
    made = {code: fact.sql for code, fact in facts} | {code: derived_sql(code) for code, _table in derived}
    tables = ["periods", "calendar", *made]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "create temporary table periods as"
                " select kind, starts, ends, before from analytics_period where id = any(%s)",
                [[period.pk for period in periods]],
            )
            cursor.execute(f"create temporary table calendar as {CALENDAR}")
            cursor.execute("analyze periods, calendar")
            for code, sql in made.items():
                cursor.execute(f"create temporary table {code} as {sql}")
                cursor.execute(f"analyze {code}")
        yield _figures
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table if exists {', '.join(f'pg_temp.{table}' for table in tables)}")


def _figures(metric: Metric) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(figures_sql(metric.code))
        yield from cursor.fetchall()
