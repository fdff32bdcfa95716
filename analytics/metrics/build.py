"""What expressions of metrics are built from. Only this file and what it calls know Ibis (the extra `analytics`)."""

from collections.abc import Sequence
from functools import cache

import ibis
from ibis.expr.types import Table, Value

from analytics.facts.fact import facts
from analytics.metrics.metric import Metric

COLUMNS = ("kind", "starts", "cut", "of", "key", "subject", "numerator", "denominator")
FIGURE = COLUMNS[:5]


class Build:
    """The facts as tables without rows, and the steps that all metrics share.

    `calendar` has each day of every period that is due and of the one before it: (day, kind, starts, is_before);
    `periods` the periods that are due: (kind, starts, ends, before).
    """

    def __init__(self, *, kinds: Sequence[str], cuts: Sequence[str]) -> None:
        self._kinds, self._cuts = kinds, cuts

    def fact(self, code: str) -> Table:
        """A registered fact."""
        return ibis.table(dict(facts[code].columns), name=code)

    @property
    def periods(self) -> Table:
        table = ibis.table({"kind": "string", "starts": "date", "ends": "date", "before": "date"}, name="periods")
        return table.filter(table.kind.isin(list(self._kinds)))

    @property
    def calendar(self) -> Table:
        columns = {"day": "date", "kind": "string", "starts": "date", "is_before": "boolean"}
        table = ibis.table(columns, name="calendar")
        return table.filter(table.kind.isin(list(self._kinds)))

    def in_periods(self, rows: Table, day: str = "day", *, before: bool = False) -> Table:
        """With `kind` and `starts` of the periods that the day is in: once for each. `before`: of those that the day is
        in the period before of."""
        calendar = self.calendar.filter(self.calendar.is_before == before)
        return rows.join(calendar, rows[day] == calendar.day).select(
            *[rows[name] for name in rows.columns], calendar.kind, calendar.starts
        )

    def cut_up(self, rows: Table) -> Table:
        """With `cut` and `of`: once for everybody and once for each group the row is in. Rows have `kind` and
        `starts`, `member_id` (null for guests) and `shop_id`."""
        parts: list[Table] = []
        if "all" in self._cuts:
            parts.append(rows.mutate(cut=ibis.literal("all"), of=ibis.literal("")))
        if "shop" in self._cuts:
            in_shop = rows.filter(rows.shop_id.notnull())
            parts.append(in_shop.mutate(cut=ibis.literal("shop"), of=in_shop.shop_id.cast("string")))
        kinds = [kind for kind in ("tier", "segment") if kind in self._cuts]
        if kinds:
            stays, periods = self.fact("stays"), self.periods
            found = rows.join(periods, [rows.kind == periods.kind, rows.starts == periods.starts]).select(
                *[rows[name] for name in rows.columns], periods.ends
            )
            there = [found.member_id == stays.member_id, stays.since < found.ends, stays.until >= found.ends]
            joined = found.join(stays.filter(stays.cut.isin(kinds)), there)
            parts.append(joined.select(*[found[name] for name in rows.columns], stays.cut, stays.of))
        return parts[0] if len(parts) == 1 else ibis.union(*parts)

    def shaped(
        self, rows: Table, *, subject: Value, numerator: Value | int, denominator: Value | int, key: Value | str = ""
    ) -> Table:
        """The columns of a metric's rows."""
        return rows.select(
            "kind", "starts", "cut", "of", key=_value(key, "string"), subject=subject.cast("int64"),
            numerator=_value(numerator, "int64"), denominator=_value(denominator, "int64"),
        )  # fmt: skip

    @property
    def nobody(self) -> Value:
        """The subject of a row that stands for all the rest of a denominator."""
        return ibis.literal(0, type="int64")

    def first_orders(self) -> Table:
        """(member_id, first): the day of each member's first order."""
        sales = self.fact("sales")
        mine = sales.filter(sales.member_id.notnull())
        return mine.group_by("member_id").agg(first=mine.day.min())

    def active(self, *, before: bool = False) -> Table:
        """(kind, starts, cut, of, member_id): who has an order in the period, or in the one before it."""
        sales = self.fact("sales")
        mine = sales.filter(sales.member_id.notnull()).select("member_id", "shop_id", "day")
        here = self.in_periods(mine, before=before).select("kind", "starts", "member_id", "shop_id").distinct()
        return self.cut_up(here).select("kind", "starts", "cut", "of", "member_id").distinct()


def _value(given: Value | int | str, dtype: str) -> Value:
    return given.cast(dtype) if isinstance(given, Value) else ibis.literal(given, type=dtype)


@cache
def rows_of(metric: Metric) -> Table:
    """The rows behind the figures of a metric."""
    rows = metric.rows(Build(kinds=metric.kinds, cuts=metric.cuts))
    if tuple(rows.columns) != COLUMNS:
        raise TypeError(f"{metric.code}: rows have {rows.columns}")
    return rows


def figures_of(metric: Metric) -> Table:
    """The figures themselves: `FIGURE`, numerator, denominator."""
    rows = rows_of(metric)
    return rows.group_by(list(FIGURE)).agg(
        numerator=rows.numerator.sum().cast("int64"), denominator=rows.denominator.sum().cast("int64")
    )
