"""Small made-up histories as the facts that metrics read, and both engines to count them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import duckdb
import ibis
from django.db import connection

from analytics.facts.fact import facts
from analytics.metrics.build import derived_of, figures_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics
from analytics.metrics.sql import CALENDAR, derived_sql, figures_sql, rows_sql, summed_sql
from analytics.rollup.calendar import Bounds

Cell = tuple[str, date, str, str, str]  # kind, starts, cut, of, key
Figures = dict[Cell, tuple[int, int]]

_PERIODS = {"kind": "string", "starts": "date", "ends": "date", "before": "date"}
_POSTGRESQL = {
    "int64": "bigint", "int32": "int", "string": "text", "date": "date", "boolean": "boolean", "timestamp": "timestamp"
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    line_id: int
    sku: str
    category: str
    brand: str
    quantity_milli: int
    shelf: int
    discount: int
    points_paid: int
    certificates_paid: int
    cost: int | None

    @property
    def paid(self) -> int:
        return self.shelf - self.discount - self.points_paid - self.certificates_paid


@dataclass(frozen=True, kw_only=True)
class Sale:
    order_id: int
    member_id: int | None
    shop_id: int
    day: date
    hour: int
    lines: tuple[Line, ...]

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class Member:
    member_id: int
    shop_id: int | None
    joined: date


@dataclass(frozen=True, kw_only=True)
class Stay:
    member_id: int
    cut: str
    of: str
    since: date
    until: date


@dataclass(frozen=True, kw_only=True)
class History:
    sales: tuple[Sale, ...]
    members: tuple[Member, ...]
    stays: tuple[Stay, ...]
    periods: tuple[Bounds, ...]

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of facts that are not empty, and of `periods`."""
        return {
            "periods": [vars(one) for one in self.periods],
            "members": [{**vars(one), "state": "active"} for one in self.members],
            "stays": [vars(one) for one in self.stays],
            "sale_lines": [
                {**vars(sale), **vars(line), "paid": line.paid} for sale in self.sales for line in sale.lines
            ],
            "sales": [_sale(sale) for sale in self.sales],
        }


def _sale(sale: Sale) -> dict[str, Any]:
    known = [line for line in sale.lines if line.cost is not None]
    costs = sum(line.cost or 0 for line in known)
    sums = ("shelf", "discount", "points_paid", "certificates_paid", "paid")
    return {
        **vars(sale), **{name: sum(getattr(line, name) for line in sale.lines) for name in sums},
        "channel": "pos", "weekday": sale.day.isoweekday(), "cost": costs if len(known) == len(sale.lines) else None,
        "known_paid": sum(line.paid for line in known), "known_cost": costs,
    }  # fmt: skip


def _columns() -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "periods", _PERIODS
    for code, fact in facts:
        yield code, fact.columns


def _values(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> list[list[Any]]:
    return [[row[name] for name in columns] for row in rows]


@contextmanager
def postgresql_tables() -> Iterator[None]:
    """Empty temporary tables of all facts in the test's transaction."""
    with connection.cursor() as cursor:
        for code, columns in _columns():
            typed = ", ".join(f'"{name}" {_POSTGRESQL[kind]}' for name, kind in columns.items())
            cursor.execute(f"create temporary table {code} ({typed})")
        yield


def postgresql_figures(history: History, codes: Sequence[str]) -> dict[str, Figures]:
    """By metric, with the committed SQL; inside `postgresql_tables`."""
    rows, made = history.tables(), ["calendar", *(code for code, _table in derived)]
    with connection.cursor() as cursor:
        for code, columns in _columns():
            cursor.execute(f"truncate pg_temp.{code}")
            places = ", ".join(["%s"] * len(columns))
            if code in rows:
                cursor.executemany(f"insert into pg_temp.{code} values ({places})", _values(rows[code], columns))
        cursor.execute(f"create temporary table calendar as {CALENDAR}")
        for code, _table in derived:
            cursor.execute(f"create temporary table {code} as {derived_sql(code)}")
        found = dict[str, Figures]()
        for code in codes:
            cursor.execute(figures_sql(code))
            found[code] = as_figures(cursor.fetchall())
            cursor.execute(figures_sql(code).replace(summed_sql(code), rows_sql(code)))
            assert as_figures(cursor.fetchall()) == found[code], f"{code}: the rows behind do not add up to it"
        cursor.execute(f"drop table {', '.join(f'pg_temp.{code}' for code in made)}")
    return found


@cache
def duckdb_sql(code: str) -> str:
    """Of the figures of a metric, or of a derived table."""
    table = derived_of(code) if code in derived else figures_of(metrics[code])
    return str(ibis.to_sql(table, dialect="duckdb"))


def duckdb_figures(history: History, codes: Sequence[str]) -> dict[str, Figures]:
    """By metric, with the expressions as DuckDB's SQL."""
    rows = history.tables()
    with duckdb.connect(config={"threads": 1}) as engine:
        for code, columns in _columns():
            typed = ", ".join(f'"{name}" {_POSTGRESQL[kind]}' for name, kind in columns.items())
            engine.execute(f"create table {code} ({typed})")
            if rows.get(code):
                places = ", ".join(["?"] * len(columns))
                engine.executemany(f"insert into {code} values ({places})", _values(rows[code], columns))
        engine.execute(
            """create table calendar as
            select unnest(generate_series(starts, ends - 1, interval 1 day))::date as day, kind, starts,
              false as is_before from periods
            union all
            select unnest(generate_series(before, starts - 1, interval 1 day))::date, kind, starts, true from periods"""
        )
        for code, _table in derived:
            engine.execute(f"create table {code} as {duckdb_sql(code)}")
        return {code: as_figures(engine.execute(duckdb_sql(code)).fetchall()) for code in codes}


def as_figures(rows: Iterable[Sequence[Any]]) -> Figures:
    """Rows of (kind, starts, cut, of, key, numerator, denominator) by cell; each cell once."""
    found = Figures()
    for kind, starts, cut, of, key, numerator, denominator in rows:
        cell = (kind, starts, cut, of, key)
        assert cell not in found, cell
        found[cell] = (int(numerator), int(denominator))
    return found
