"""The rows that a figure is made of."""

from dataclasses import dataclass
from datetime import date

from analytics.metrics.sql import rows_sql, with_facts
from loyalty.rows import all_rows

_PERIODS = """
select kind, starts, ends, before from analytics_period
where kind = %(kind)s and starts >= %(starts)s and starts <= %(last)s"""
_ONE, _WHOLE = "key = %(key)s", "starts_with(key, %(key)s)"
_ORDER = "abs(numerator) desc, denominator desc, subject"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What one subject (an order, a member: `Metric.subject`) adds to a figure's two sums."""

    subject: int
    numerator: int
    denominator: int


@dataclass(frozen=True, kw_only=True)
class RowsBehind:
    """A part of them; `count` of all there are, and what all of them add up to."""

    rows: tuple[Behind, ...]
    count: int
    numerator: int
    denominator: int


def rows_behind(
    *, metric: str, kind: str, starts: date, last: date | None = None, cut: str = "all", of: str = "", key: str = "",
    whole: bool = False, most: int, skip: int = 0,
) -> RowsBehind:  # fmt: skip
    """The rows of one figure, those that add most first; at most so many after those skipped. They are of now, the
    figure of its count.

    `last` is the start of the last of several periods, for what adds up over them; `whole` takes every key that begins
    with `key` together. One query, over all facts that the metric reads.
    """
    behind = rows_sql(metric).replace("%", "%%")
    found = all_rows(
        f"""{with_facts(periods=_PERIODS)},
        behind as materialized (
          select subject, numerator::bigint, denominator::bigint from ({behind}) as behind
          where cut = %(cut)s and "of" = %(of)s and {_WHOLE if whole else _ONE})
        select part.*, whole.* from
          (select count(*), coalesce(sum(numerator), 0)::bigint, coalesce(sum(denominator), 0)::bigint
           from behind) whole
          left join (select * from behind order by {_ORDER} limit %(most)s offset %(skip)s) part on true
        order by abs(part.numerator) desc, part.denominator desc, subject""",
        {
            "kind": kind, "starts": starts, "last": last or starts, "cut": cut, "of": of, "key": key, "most": most,
            "skip": skip,
        },
    )  # fmt: skip
    rows = tuple(Behind(subject=row[0], numerator=row[1], denominator=row[2]) for row in found if row[0] is not None)
    count, numerator, denominator = found[0][3:]
    return RowsBehind(rows=rows, count=count, numerator=numerator, denominator=denominator)
