"""Reads facts from PostgreSQL as Arrow: all of one state of the database, batch by batch."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
from adbc_driver_postgresql import dbapi
from django.db import connection
from psycopg import ClientCursor, conninfo, pq

from analytics.facts.changes import OVERLAP, changed_months_sql
from analytics.facts.fact import Fact

_TYPES = {
    "boolean": ("boolean", pa.bool_()),
    "date": ("date", pa.date32()),
    "int32": ("integer", pa.int32()),
    "int64": ("bigint", pa.int64()),
    "string": ("text", pa.string()),
}
MONTH = "warehouse_month"


def schema_of(fact: Fact) -> pa.Schema:
    """The columns of a fact's files."""
    return pa.schema([(name, _TYPES[kind][1]) for name, kind in fact.columns.items()])


class Source:
    """One state of the database. `zone` decides on months."""

    def __init__(self, cursor: dbapi.Cursor, zone: ZoneInfo) -> None:
        self._cursor, self._zone = cursor, zone

    def changed_months(self, fact: Fact, *, since: datetime) -> set[date]:
        """The months that something recorded since then tells of."""
        params = {"zone": str(self._zone), "since": since - OVERLAP}
        with connection.cursor() as ours:  # ADBC takes no named parameters
            statement = ClientCursor(ours.connection).mogrify(changed_months_sql(fact), params)
        return self._months(statement)

    def months(self, fact: Fact) -> set[date]:
        """The months that the fact has rows of."""
        return self._months(f"select distinct date_trunc('month', {fact.month_of})::date from ({fact.sql}) as fact")

    def whole(self, fact: Fact) -> Iterator[pa.RecordBatch]:
        """All rows, with the columns of the fact."""
        return self._batches(f"select {_columns(fact)} from ({fact.sql}) as fact")

    def of_months(self, fact: Fact, months: Sequence[date]) -> Iterator[pa.RecordBatch]:
        """The rows of these months, a month after the other; the last column is the month."""
        month, listed = f"date_trunc('month', {fact.month_of})::date", ", ".join(f"date '{month}'" for month in months)
        read = fact.during(since=min(months), until=max(months) + timedelta(days=31))
        return self._batches(
            f"select {_columns(fact)}, {month} as {MONTH} from ({read}) as fact"
            f" where {month} in ({listed}) order by {MONTH}"
        )

    def _months(self, statement: str) -> set[date]:
        self._cursor.execute(statement)
        return {month for (month,) in self._cursor.fetchall()}

    def _batches(self, statement: str) -> Iterator[pa.RecordBatch]:
        self._cursor.execute(statement)
        yield from self._cursor.fetch_record_batch()


@contextmanager
def opened_source(*, zone: ZoneInfo) -> Iterator[Source]:
    """Call outside any transaction that has written facts: they are read over a connection of their own."""
    with dbapi.connect(_address()) as read, read.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("set local work_mem = '128MB'")  # months are sorted, rows of orders are grouped
        yield Source(cursor, zone)


def _address() -> str:
    """Django's database without the limits of time that web and jobs have: a first fill is long."""
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    params = {name: value for name, value in connection.get_connection_params().items() if name in known}
    return conninfo.make_conninfo(**{**params, "options": "", "application_name": "loyalty warehouse"})


def _columns(fact: Fact) -> str:
    return ", ".join(f'"{name}"::{_TYPES[kind][0]}' for name, kind in fact.columns.items())
