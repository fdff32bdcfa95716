"""Figures by a Spark cluster over the Parquet warehouse; its workers must see the warehouse under the same path."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
from pyspark.sql import SparkSession

from analytics.engines.calendar import CALENDAR, PERIODS, calendar_rows, period_rows
from analytics.figures.models import Period
from analytics.metrics.build import derived_of, figures_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import Metric
from analytics.warehouse.manifest import published

_TYPES = {"string": "string", "date": "date", "boolean": "boolean"}
_PARTITIONS = "16"  # of a join or a grouping; Spark's own 200 are for clusters of hundreds of cores


@contextmanager
def by_spark(periods: Sequence[Period], *, warehouse: Path, master: str) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """The facts as they are in the warehouse when it is entered. WarehouseNotFilled."""
    manifest = published(warehouse)
    session = (
        SparkSession.builder.master(master)
        .appName("loyalty analytics")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", _PARTITIONS)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    try:
        for code, table in manifest.tables.items():
            files = [str(warehouse / part.file) for part in table.parts.values()]
            session.read.parquet(*files).createOrReplaceTempView(code)
        _add(session, "periods", PERIODS, period_rows(periods))
        _add(session, "calendar", CALENDAR, calendar_rows(periods))
        for code, _table in derived:
            made = session.sql(ibis.to_sql(derived_of(code), dialect="pyspark"))
            made.cache().createOrReplaceTempView(code)

        def figures(metric: Metric) -> Iterator[Any]:
            found = session.sql(ibis.to_sql(figures_of(metric), dialect="pyspark"))
            return map(tuple, found.toLocalIterator())

        yield figures
    finally:
        session.stop()


def _add(session: SparkSession, name: str, columns: Mapping[str, str], rows: Sequence[Any]) -> None:
    schema = ", ".join(f"{column} {_TYPES[kind]}" for column, kind in columns.items())
    session.createDataFrame(rows, schema).createOrReplaceTempView(name)
