"""Figures by PostgreSQL: the facts as temporary tables, made when the first metric reads them; a replica makes none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, connections, transaction

from analytics.facts.fact import facts
from analytics.figures.models import Period
from analytics.metrics.metric import Metric
from analytics.metrics.sql import figures_sql, kinds_of, table_sql, tables_of, with_facts

_REPLICA = "analytics"  # the alias
_WORK_MEM = "128MB"  # what a metric groups is millions of rows: with the usual 4 MB all of them are sorted on disk
_SETTINGS = (
    f"work_mem = '{_WORK_MEM}'", "statement_timeout = 0", "transaction_timeout = 0", "cursor_tuple_fraction = 1"
)  # fmt: skip
_BATCH = 10_000


@contextmanager
def by_postgresql(periods: Sequence[Period]) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """Each fact as it is when a metric first reads it. Names of facts mean these tables until it is left.

    Statements over all orders take longer than those of other jobs may: what stops a count is the worker's limit of
    time. Figures come from a cursor that outlives its transaction: so none is open while they are written.
    """
    tables = _Tables(periods)
    try:
        with connection.cursor() as cursor:
            for setting in _SETTINGS:
                cursor.execute(f"set {setting}")
        yield tables.figures
    finally:
        with connection.cursor() as cursor:
            for setting in _SETTINGS:
                cursor.execute(f"reset {setting.partition(' ')[0]}")
            for table in tables.made:
                cursor.execute(f"drop table pg_temp.{table}")


class _Tables:
    """The temporary tables there are."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self.made: list[str] = []
        self._periods = periods

    def figures(self, metric: Metric) -> Iterator[Any]:
        for code in tables_of(metric.code):
            self._make(code)
        with connection.chunked_cursor() as cursor:
            cursor.execute(figures_sql(metric.code))
            while rows := cursor.fetchmany(_BATCH):
                yield from rows

    def _make(self, code: str) -> None:
        if code in self.made:
            return
        with connection.cursor() as cursor:
            if code == "periods":
                cursor.execute(
                    "create temporary table periods as"
                    " select kind, starts, ends, before from analytics_period where id = any(%s)",
                    [[period.pk for period in self._periods]],
                )
            else:
                cursor.execute(f"create temporary table {code} as {self._sql(code)}")
            self.made.append(code)
            cursor.execute(f"analyze {code}")

    def _sql(self, code: str) -> str:
        """Of a fact no more than the due periods need: an hour's count must not read what happened years ago."""
        if code not in facts or facts[code].past:
            return table_sql(code)
        kinds = kinds_of(code)
        days = (period.starts for period in self._periods if period.kind in kinds)
        return facts[code].during(since=min(days, default=date.max))


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
