"""A table that metrics read: how PostgreSQL makes it, and what its columns are anywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from loyalty.refusals import Words
from loyalty.registries import Registry

_DURING = re.compile(r"/\* during (\S+) \*/")
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`sql` is one SELECT without parameters; `columns` are Ibis types by name, in its order.

    `month_of` is the date column (never null) whose month is the warehouse's partition; empty: the whole table is one.
    `changed` is a SELECT of one column: the instant of every row that something recorded since `%(since)s` tells of.
    `sql` may say in a comment like `/* during o.occurred_at */` after a condition which instant decides on the day, so
    that no more is read than the months that the warehouse writes or the periods that are counted. `past`: metrics look
    further back than the periods that are due, to the first row there is.
    Days are local days of the programme's zone, money is kopecks, quantities are thousandths.
    """

    title: Words
    sql: str
    columns: Mapping[str, str]
    changed: str
    month_of: str = ""
    past: bool = False

    def during(self, *, since: date, until: date | None = None) -> str:
        """`sql` of the days in [since, until) and perhaps of others: a day more on both sides, whatever the zone."""

        def limits(found: re.Match[str]) -> str:
            least = f"and {found[1]} >= '{since - _DAY} 00:00+00'"
            return least if until is None else f"{least} and {found[1]} < '{until + _DAY} 00:00+00'"

        return _DURING.sub(limits, self.sql)


facts: Registry[Fact] = Registry("facts of analytics")
