"""What expressions of metrics are built from. Only this file and what it calls know Ibis (the extra `analytics`)."""

from collections.abc import Sequence
from functools import cache

import ibis
from ibis.expr.types import Table, Value

from analytics.facts.fact import facts
from analytics.metrics.derived import derived
from analytics.metrics.metric import Metric
from analytics.metrics.shared import shared

COLUMNS = ("kind", "starts", "cut", "of", "key", "subject", "numerator", "denominator")
FIGURE = COLUMNS[:5]


class Build:
    """The facts as tables without rows, and the steps that all metrics share.

    `calendar` has each day of every period that is due and of the one before it: (day, kind, starts, is_before);
    `periods` the periods that are due: (kind, starts, ends, before). `is_summed`: figures alone are wanted, and not the
    rows behind them, so sums that an engine has made already will do.
    """

    def __init__(self, *, kinds: Sequence[str], cuts: Sequence[str], is_summed: bool = False) -> None:
        self._kinds, self._cuts, self.is_summed = kinds, cuts, is_summed

    def fact(self, code: str) -> Table:
        """A registered fact."""
        return ibis.table(dict(facts[code].columns), name=code)

    def derived(self, code: str) -> Table:
        """A table that is made from facts before metrics are counted."""
        return ibis.table(dict(derived[code].columns), name=code)

    def shared(self, code: str) -> Table:
        """Rows with `kind`, `starts`, `cut`, `of`, `subject`, keys and sums; where sums will do, few of nobody."""
        one = shared[code]
        if self.is_summed:
            table = self.derived(code)
            found = table.filter(table.kind.isin(list(self._kinds)), table.cut.isin(list(self._cuts)))
            return found.mutate(subject=self.nobody)
        rows = one.rows(self)
        if "kind" in rows.columns:
            return rows
        placed = self.in_periods(rows)
        return self.regrouped(placed) if "cut" in rows.columns else self.cut_up(placed)

    def added_up(self, code: str) -> Table:
        """What the rows of `shared` add up to. Each is read once, not once for each period it is in: what falls on one
        day is added up before."""
        one = shared[code]
        rows, keys, sums = one.rows(self), list(one.keys), one.sums
        if "kind" in rows.columns:
            return self.added(rows, [*FIGURE[:4], *keys], sums)
        if "cut" not in rows.columns:
            by_day = self.by_shop_and_all(self.added(rows, ["day", "shop_id", *keys], sums), sums=sums)
            by_day, of_members = by_day.filter(by_day.of.notnull(), by_day.cut.isin(list(self._cuts))), rows
        else:
            by_day, of_members = self.added(rows, ["cut", "of", "day", *keys], sums), rows.filter(rows.cut == "all")
        parts = [self.added(self.in_periods(by_day), [*FIGURE[:4], *keys], sums)]
        return _united([*parts, *self._groups_added(of_members, keys, sums)])

    @staticmethod
    def added(rows: Table, by: Sequence[str], sums: Sequence[str]) -> Table:
        """The sums of the rows that are alike in `by`."""
        return rows.group_by(list(by)).agg(**{name: rows[name].sum().cast("int64") for name in sums})

    def _groups_added(self, rows: Table, keys: Sequence[str], sums: Sequence[str]) -> list[Table]:
        """The same for the tiers and segments that members are in at the ends of the periods that a day is in."""
        groups = [kind for kind in ("tier", "segment") if kind in self._cuts]
        if not groups:
            return []
        calendar, periods, stays = self.calendar, self.periods, self.fact("stays")
        found = calendar.filter(~calendar.is_before).join(periods, ["kind", "starts"])
        ends = found.group_by("day").agg(
            **{f"{kind}_ends": found.ends.max(where=found.kind == kind) for kind in self._kinds}
        )
        rows = rows.select("member_id", "day", *keys, *sums).join(ends, "day")
        found = rows.join(stays.filter(stays.cut.isin(groups)), "member_id")
        there = {
            f"in_{kind}": ((found.since < found[f"{kind}_ends"]) & (found.until >= found[f"{kind}_ends"])).fill_null(
                False
            )
            for kind in self._kinds
        }
        found = found.select("day", "cut", "of", *keys, *sums, **there)
        found = found.filter(ibis.or_(*(found[name] for name in there)))
        found = self.in_periods(self.added(found, ["day", "cut", "of", *there, *keys], sums))
        found = found.filter(ibis.or_(*((found.kind == kind) & found[f"in_{kind}"] for kind in self._kinds)))
        return [self.added(found, [*FIGURE[:4], *keys], sums)]

    @property
    def none(self) -> Value:
        """Counts nothing."""
        return ibis.literal(0, type="int64")

    @property
    def one(self) -> Value:
        """Counts a row."""
        return ibis.literal(1, type="int64")

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

    def grouped(self, rows: Table) -> Table:
        """The rows of everybody alone, once for each group that the member is in at the end of the period."""
        return self._grouped(rows.filter(rows.cut == "all").drop("cut", "of"))[0]

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
        return self.by_shop_or_all(rows, together)

    def by_shop_or_all(self, in_shops: Table, together: Table) -> Table:
        """Both with `cut` and `of`, and the columns of `together`."""
        columns = ["cut", "of", *together.columns]
        return _united([
            in_shops.mutate(cut=ibis.literal("shop"), of=in_shops.shop_id.cast("string")).select(*columns),
            together.mutate(cut=ibis.literal("all"), of=ibis.literal("")).select(*columns),
        ])  # fmt: skip

    @staticmethod
    def numbers(name: str, until: int) -> Table:
        """A row for each whole number from nought up to but not `until`."""
        return ibis.literal(list(range(until)), type="array<int64>").unnest().name(name).as_table()

    def shaped(
        self, rows: Table, *, subject: Value, numerator: Value | int, denominator: Value | int, key: Value | str = ""
    ) -> Table:
        """The columns of a metric's rows."""
        return rows.select(
            "kind", "starts", "cut", "of", key=_value(key, "string"), subject=subject.cast("int64"),
            numerator=_value(numerator, "int64"), denominator=_value(denominator, "int64"),
        )  # fmt: skip

    nobody = none  # the subject of a row that stands for all the rest of a denominator

    def first_orders(self) -> Table:
        """(member_id, first): the day of each member's first order."""
        sales = self.fact("sales")
        mine = sales.filter(sales.member_id.notnull())
        return mine.group_by("member_id").agg(first=mine.day.min())

    def active(self) -> Table:
        """(kind, starts, ends, cut, of, member_id, orders, is_new): who bought in a period, among all and in each shop
        alone; `regrouped` adds tiers and segments."""
        buyers, periods = self.derived("buyers"), self.periods
        found = buyers.join(periods, ["kind", "starts"])
        return found.select(*buyers.columns, "ends")

    def buyers(self) -> Table:
        """The same in every cut."""
        return self.regrouped(self.active())

    def comers(self) -> Table:
        """(kind, starts, cut, of, member_id, here): who bought in the period before; `here` is 1 for those who did in
        this one too."""
        buyers, periods = self.derived("buyers"), self.periods
        found = buyers.join(periods, [buyers.kind == periods.kind, buyers.starts == periods.before])
        here = (buyers.next == periods.starts).fill_null(False).ifelse(1, 0).cast("int64")
        columns = (buyers.kind, periods.starts, periods.ends, buyers.cut, buyers.of, buyers.member_id)
        return self.regrouped(found.select(*columns, here=here))

    def member_months(self) -> Table:
        """The derived table, with the `cohort` (month of the member's first order) and 1 for `members`."""
        months = self.derived("member_months")
        return months.mutate(cohort=month_of(months.first_day), members=self.one)

    def standings(self, months: Table) -> Table:
        """Rows of `member_months` at the ends of periods, with the columns of `spans`. Not of weeks."""
        spans = self.derived("spans")
        return months.join(spans.filter(spans.kind.isin(list(self._kinds))), ["month", "until"])


def days_after(day: Value, days: int) -> Value:
    """The day so many days later."""
    return (day.cast("timestamp") + ibis.interval(days=days)).cast("date")


def month_of(day: Value) -> Value:
    """The first day of its month."""
    return day.cast("timestamp").truncate("M").cast("date")


def number_of(month: Value) -> Value:
    """Of a month: they are numbered one after another."""
    return (month.year() * 12 + month.month()).cast("int64")


def share_of(amount: Value, part: Value, whole: Value) -> Value:
    """amount × part / whole, rounded down; none of them is below nought. The same in every engine as long as the amount
    and part × whole stay below 2⁵³: 90 trillion roubles, 90 million members."""
    return part * _divided(amount, whole) + _divided(part * (amount % whole), whole)


def _divided(number: Value, by: Value) -> Value:
    """Engines divide integers as floats, which is exact where nothing is left over."""
    return ((number - number % by) / by).cast("int64")


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
    rows = derived[code].rows(Build(kinds=derived[code].kinds, cuts=derived[code].cuts))
    if dict(rows.schema().items()) != {name: ibis.dtype(kind) for name, kind in derived[code].columns.items()}:
        raise TypeError(f"{code}: {rows.schema()}")
    return rows


@cache
def summed_rows_of(metric: Metric) -> Table:
    """Rows that add up to the same figures, fewer where sums are there already."""
    return metric.rows(Build(kinds=metric.kinds, cuts=metric.cuts, is_summed=True))


def figures_of(metric: Metric) -> Table:
    """The figures themselves: `FIGURE`, numerator, denominator."""
    return Build.added(summed_rows_of(metric), FIGURE, ("numerator", "denominator"))
