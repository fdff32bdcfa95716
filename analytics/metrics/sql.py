"""Expressions as PostgreSQL's SQL: committed beside the metrics, so that only who changes a metric needs Ibis."""

from functools import cache
from importlib import resources

from analytics.facts.fact import facts

FOLDER = resources.files("analytics.metrics") / "compiled"


@cache
def rows_sql(metric: str) -> str:
    """A SELECT of the rows behind the figures of a metric, over the tables of the facts, `periods` and `calendar`."""
    return (FOLDER / f"{metric}.sql").read_text(encoding="utf-8")


def figures_sql(metric: str) -> str:
    """A SELECT of (kind, starts, cut, of, key, numerator, denominator)."""
    return (
        'select kind, starts, cut, "of", key, sum(numerator)::bigint, sum(denominator)::bigint'
        f" from ({rows_sql(metric)}) as behind group by 1, 2, 3, 4, 5"
    )


def with_facts(*, periods: str) -> str:
    """WITH … for a statement that reads facts where no tables of them were made: all facts, and the periods that
    `periods` selects as (kind, starts, ends, before)."""
    made = [f"{code} as not materialized ({fact.sql})" for code, fact in facts]
    return ",\n".join([f"with periods as ({periods})", f"calendar as ({CALENDAR})", *made])


# Each day of every period and of the one before it.
CALENDAR = """
select starts + n as day, kind, starts, false as is_before from periods, generate_series(0, ends - starts - 1) n
union all
select before + n, kind, starts, true from periods, generate_series(0, starts - before - 1) n"""
