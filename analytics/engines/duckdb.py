"""Figures by DuckDB over the Parquet warehouse, inside this process."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from analytics.engines.calendar import CALENDAR, PERIODS, calendar_rows, period_rows
from analytics.figures.models import Period
from analytics.metrics.build import derived_of, figures_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import Metric
from analytics.metrics.sql import tables_of
from analytics.warehouse.manifest import published

_MEMORY = "2GB"  # what is more goes to disk
_BATCH = 10_000


@contextmanager
def by_duckdb(periods: Sequence[Period], *, warehouse: Path) -> Iterator[Callable[[Metric], Iterable[Any]]]:
    """The facts as they are in the warehouse when it is entered. WarehouseNotFilled."""
    manifest = published(warehouse)
    with TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{_MEMORY}'")
        connection.execute(f"set temp_directory = '{spill}'")
        for code, table in manifest.tables.items():
            files = [str(warehouse / part.file) for part in table.parts.values()]
            connection.read_parquet(files).create_view(code)
        _add(connection, "periods", PERIODS, period_rows(periods))
        _add(connection, "calendar", CALENDAR, calendar_rows(periods))
        made = set[str]()

        def figures(metric: Metric) -> Iterator[Any]:
            for code in tables_of(metric.code):
                if code in derived and code not in made:
                    connection.execute(f"create table {code} as {ibis.to_sql(derived_of(code), dialect='duckdb')}")
                    made.add(code)
            with connection.cursor() as cursor:
                cursor.execute(ibis.to_sql(figures_of(metric), dialect="duckdb"))
                while rows := cursor.fetchmany(_BATCH):
                    yield from rows

        yield figures


def _add(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Sequence[Any]) -> None:
    schema = ibis.schema(dict(columns)).to_pyarrow()
    arrays = [pa.array([row[place] for row in rows], field.type) for place, field in enumerate(schema)]
    table = pa.Table.from_arrays(arrays, schema=schema)
    connection.register("given", table)
    connection.execute(f"create table {name} as select * from given")
    connection.unregister("given")
