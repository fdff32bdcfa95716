"""The rows that a figure is made of."""

from dataclasses import dataclass
from datetime import date

from analytics.metrics.sql import rows_sql, with_facts
from loyalty.rows import all_rows

_PERIOD = "select kind, starts, ends, before from analytics_period where kind = %(kind)s and starts = %(starts)s"


@dataclass(frozen=True, kw_only=True)
class Behind:
    """What one subject (an order, a member: `Metric.subject`) adds to a figure's two sums."""

    subject: int
    numerator: int
    denominator: int


def rows_behind(
    *, metric: str, kind: str, starts: date, cut: str = "all", of: str = "", key: str = "", most: int
) -> list[Behind]:
    """The rows of one figure, those that add most first; at most so many. They are of now, the figure of its count.

    One query, over all facts that the metric reads.
    """
    behind = rows_sql(metric).replace("%", "%%")
    rows = all_rows(
        f"""{with_facts(periods=_PERIOD)}
        select subject, numerator, denominator from ({behind}) as behind
        where cut = %(cut)s and "of" = %(of)s and key = %(key)s
        order by abs(numerator) desc, denominator desc, subject limit %(most)s""",
        {"kind": kind, "starts": starts, "cut": cut, "of": of, "key": key, "most": most},
    )
    return [Behind(subject=subject, numerator=n, denominator=d) for subject, n, d in rows]
