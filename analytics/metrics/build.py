"""What expressions of metrics are built from. Only this file and what it calls know Ibis (the extra `analytics`)."""

from collections.abc import Sequence
from functools import cache

import ibis
from ibis.expr.types import Table, Value

from analytics.facts.fact import facts
from analytics.figures.models import Period
from analytics.metrics.derived import derived
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

    def derived(self, code: str) -> Table:
        """A table that is made from facts before metrics are counted."""
        return ibis.table(dict(derived[code].columns), name=code)

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
        return _united([*parts, *self._grouped(rows)])

    def regrouped(self, rows: Table) -> Table:
        """The same for rows of members that have `cut` and `of` already, of everybody and of each shop alone: those in
        the metric's cuts, and those of everybody once more for each group the member is in."""
        names = [name for name in rows.columns if name not in ("cut", "of")]
        groups = [part.select(*rows.columns) for part in self._grouped(rows.filter(rows.cut == "all").select(*names))]
        return _united([rows.filter(rows.cut.isin(list(self._cuts))), *groups])

    def _grouped(self, rows: Table) -> list[Table]:
        kinds = [kind for kind in ("tier", "segment") if kind in self._cuts]
        if not kinds:
            return []
        stays, periods, found = self.fact("stays"), self.periods, rows
        if "ends" not in rows.columns:
            found = rows.join(periods, [rows.kind == periods.kind, rows.starts == periods.starts]).select(
                *[rows[name] for name in rows.columns], periods.ends
            )
        there = [found.member_id == stays.member_id, stays.since < found.ends, stays.until >= found.ends]
        joined = found.join(stays.filter(stays.cut.isin(kinds)), there)
        return [joined.select(*[found[name] for name in rows.columns], stays.cut, stays.of)]

    def by_shop_and_all(
        self, rows: Table, *, sums: Sequence[str] = (), least: Sequence[str] = (), most: Sequence[str] = ()
    ) -> Table:
        """Of rows once per shop, with `cut` and `of`: of each shop alone, and of all shops together (whose `sums` are
        added up). The other columns but `shop_id` tell the rows of one shop apart."""
        by = [name for name in rows.columns if name not in ("shop_id", *sums, *least, *most)]
        together = rows.group_by(by).agg(
            **{name: rows[name].sum().cast("int64") for name in sums},
            **{name: rows[name].min() for name in least},
            **{name: rows[name].max() for name in most},
        )
        columns = ["cut", "of", *by, *sums, *least, *most]
        return _united([
            rows.mutate(cut=ibis.literal("shop"), of=rows.shop_id.cast("string")).select(*columns),
            together.mutate(cut=ibis.literal("all"), of=ibis.literal("")).select(*columns),
        ])  # fmt: skip

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
        buyers = self.derived("buyers")
        there = buyers.filter(buyers.kind.isin(list(self._kinds)), buyers.is_before == before)
        return self.regrouped(there.select("kind", "starts", "cut", "of", "member_id"))

    def buyers(self) -> Table:
        """`active`, with what each of them bought in the period: `orders`, `paid`, and whether they are new in it."""
        buyers = self.derived("buyers")
        there = buyers.filter(buyers.kind.isin(list(self._kinds)), ~buyers.is_before)
        return self.regrouped(there.drop("is_before"))

    def standings(self) -> Table:
        """(kind, starts, ends, cut, of, member_id, …): how everybody who has bought before a period's end stands then,
        with the columns of `member_months`. Not of weeks."""
        months, periods = self.derived("member_months"), self.periods
        found = months.join(periods, [months.month < periods.ends, months.until >= periods.ends])
        columns = [months[name] for name in months.columns]
        return self.regrouped(found.select(periods.kind, periods.starts, periods.ends, *columns))


def days_after(day: Value, days: int) -> Value:
    """The day so many days later."""
    return (day.cast("timestamp") + ibis.interval(days=days)).cast("date")


def month_of(day: Value) -> Value:
    """The first day of its month."""
    return day.cast("timestamp").truncate("M").cast("date")


def _united(parts: Sequence[Table]) -> Table:
    return parts[0] if len(parts) == 1 else ibis.union(*parts)


def _value(given: Value | int | str, dtype: str) -> Value:
    if not isinstance(given, Value):
        return ibis.literal(given, type=dtype)
    return (given.ifelse(1, 0) if given.type().is_boolean() else given).cast(dtype)


@cache
def rows_of(metric: Metric) -> Table:
    """The rows behind the figures of a metric."""
    rows = metric.rows(Build(kinds=metric.kinds, cuts=metric.cuts))
    if tuple(rows.columns) != COLUMNS:
        raise TypeError(f"{metric.code}: rows have {rows.columns}")
    return rows


@cache
def derived_of(code: str) -> Table:
    """The rows of a derived table."""
    rows = derived[code].rows(Build(kinds=Period.Kind.values, cuts=()))
    if dict(rows.schema().items()) != {name: ibis.dtype(kind) for name, kind in derived[code].columns.items()}:
        raise TypeError(f"{code}: {rows.schema()}")
    return rows


def figures_of(metric: Metric) -> Table:
    """The figures themselves: `FIGURE`, numerator, denominator."""
    rows = rows_of(metric)
    return rows.group_by(list(FIGURE)).agg(
        numerator=rows.numerator.sum().cast("int64"), denominator=rows.denominator.sum().cast("int64")
    )
