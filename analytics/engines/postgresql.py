"""Figures by PostgreSQL: the facts as temporary tables, made once for all metrics; a replica makes none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, connections, transaction

from analytics.facts.fact import facts
from analytics.figures.models import Period
from analytics.metrics.derived import derived
from analytics.metrics.metric import Metric
from analytics.metrics.sql import CALENDAR, derived_sql, figures_sql, with_facts

_REPLICA = "analytics"  # the alias
_WORK_MEM = "128MB"  # what a metric groups is millions of rows: with the usual 4 MB all of them are sorted on disk


@contextmanager
def by_postgresql(periods: Sequence[Period]) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """The facts as they are when it is entered. Names of facts mean these tables until it is left."""
    made = {code: fact.sql for code, fact in facts} | {code: derived_sql(code) for code, _table in derived}
    tables = ["periods", "calendar", *made]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set work_mem = '{_WORK_MEM}'")
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
            cursor.execute("reset work_mem")
            cursor.execute(f"drop table if exists {', '.join(f'pg_temp.{table}' for table in tables)}")


def _figures(metric: Metric) -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute(figures_sql(metric.code))
        yield from cursor.fetchall()


@contextmanager
def by_replica(periods: Sequence[Period]) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """The facts as the replica has them when it is entered. A standby knows no temporary tables: every statement reads
    the facts anew, and the primary is spared."""
    rows = [f"('{p.kind}', date '{p.starts}', date '{p.ends}', date '{p.before}')" for p in periods]
    head = with_facts(periods=f"select * from (values {', '.join(rows)}) as due (kind, starts, ends, before)")
    with transaction.atomic(using=_REPLICA), connections[_REPLICA].cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute(f"set local work_mem = '{_WORK_MEM}'")

        def figures(metric: Metric) -> Iterator[Any]:
            cursor.execute(f"{head}\n{figures_sql(metric.code)}")
            yield from cursor.fetchall()

        yield figures


def replica_as_of() -> datetime:
    """The instant up to which the replica has everything."""
    with connections[_REPLICA].cursor() as cursor:
        cursor.execute(
            "select case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() else clock_timestamp() end"
        )
        (found,) = cursor.fetchone()
    if found is None:
        raise RuntimeError("The replica that ANALYTICS_URL names has not replayed anything yet")
    seen: datetime = found
    return seen
