"""Expressions as PostgreSQL's SQL: committed beside the metrics, so that only who changes a metric needs Ibis."""

from functools import cache
from importlib import resources

from analytics.facts.fact import facts
from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics

_TYPES = {"int64": "bigint", "int32": "int", "string": "text", "date": "date", "boolean": "boolean"}
FOLDER = resources.files("analytics.metrics") / "compiled"


@cache
def rows_sql(code: str) -> str:
    """A SELECT of the rows behind the figures of a metric, or of a derived table, over the tables of the facts, derived
    ones, `periods` and `calendar`."""
    return (FOLDER / f"{code}.sql").read_text(encoding="utf-8")


@cache
def summed_sql(code: str) -> str:
    """A SELECT of rows that add up to the figures of a metric: those behind them, or fewer where sums are there."""
    path = FOLDER / f"{code}.summed.sql"
    return path.read_text(encoding="utf-8") if path.is_file() else rows_sql(code)


@cache
def derived_sql(code: str) -> str:
    """A SELECT of a derived table with the types of its columns: PostgreSQL's sums of integers are numeric."""
    columns = ", ".join(f'"{name}"::{_TYPES[kind]}' for name, kind in derived[code].columns.items())
    return f"select {columns} from ({rows_sql(code)}) as made"


@cache
def counted_by(metric: str) -> str:
    """All that the figures of a metric are counted by: its SELECT, and those of the tables that are in it."""
    return "\n".join([summed_sql(metric), *(table_sql(code) for code in reversed(tables_of(metric)))])


@cache
def tables_of(metric: str) -> tuple[str, ...]:
    """The tables that the figures of a metric are counted from, in the order in which they can be made."""
    codes = ["periods", "calendar", *(code for registry in (facts, derived) for code, _table in registry)]
    read, found = [summed_sql(metric)], list[str]()
    for code in reversed(codes):  # a table may read one that was made before it
        if any(f'"{code}"' in text for text in read):
            found.append(code)
            read.append(table_sql(code))
    return tuple(reversed(found))


@cache
def kinds_of(fact: str) -> frozenset[str]:
    """The kinds of periods that are counted from a fact."""
    return frozenset(kind for code, metric in metrics if fact in tables_of(code) for kind in metric.kinds)


@cache
def table_sql(code: str) -> str:
    """A SELECT of the rows of a fact, a derived table, the calendar, or all periods."""
    made = {"periods": "select kind, starts, ends, before from analytics_period", "calendar": CALENDAR}
    return made[code] if code in made else facts[code].sql if code in facts else derived_sql(code)


def figures_sql(metric: str) -> str:
    """A SELECT of (kind, starts, cut, of, key, numerator, denominator)."""
    return (
        'select kind, starts, cut, "of", key, sum(numerator)::bigint, sum(denominator)::bigint'
        f" from ({summed_sql(metric)}) as summed group by 1, 2, 3, 4, 5"
    )


def with_facts(*, periods: str, once: bool = False) -> str:
    """WITH … for a statement that reads facts where no tables of them were made: all facts, the derived tables, and the
    periods that `periods` selects as (kind, starts, ends, before). `once`: facts are read whole, for a statement that
    counts many metrics."""
    made = [f"{code} as {'' if once else 'not '}materialized ({fact.sql})" for code, fact in facts]
    made += [f"{code} as ({derived_sql(code)})" for code, _table in derived]
    return ",\n".join([f"with periods as ({periods})", f"calendar as ({CALENDAR})", *made])


# Each day of every period and of the one before it.
CALENDAR = """
select starts + n as day, kind, starts, false as is_before from "periods", generate_series(0, ends - starts - 1) n
union all
select before + n, kind, starts, true from "periods", generate_series(0, starts - before - 1) n"""
