"""Tables between facts and metrics: what several metrics would otherwise each make from all orders again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.figures.models import Period
from loyalty.registries import Registry

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@dataclass(frozen=True, kw_only=True)
class Derived:
    """`rows` is one Ibis expression over facts and the derived tables registered before; `columns` are its types.

    An engine makes them after the facts and before it counts, in the order of the registry.
    """

    rows: "Callable[[Build], Table]"
    columns: Mapping[str, str]
    kinds: tuple[str, ...] = tuple(Period.Kind.values)
    cuts: tuple[str, ...] = ()


derived: Registry[Derived] = Registry("derived tables of analytics")
_OF_MEMBER = {"cut": "string", "of": "string", "member_id": "int64"}
IN_MONTH = ("paid", "known_cost")
SO_FAR = ("paid_so_far", "known_paid_so_far", "known_cost_so_far")


def _member_months(build: "Build") -> "Table":
    from ibis import date

    from analytics.metrics.build import month_of

    sales = build.fact("sales")
    mine = sales.filter(sales.member_id.notnull()).mutate(month=month_of(sales.day))
    in_shops = mine.group_by(["member_id", "month", "shop_id"]).agg(
        paid=mine.paid.sum().cast("int64"), known_paid=mine.known_paid.sum().cast("int64"),
        known_cost=mine.known_cost.sum().cast("int64"), first_day=mine.day.min(), last_day=mine.day.max(),
    )  # fmt: skip
    rows = build.by_shop_and_all(
        in_shops, sums=["paid", "known_paid", "known_cost"], least=["first_day"], most=["last_day"]
    )
    of_member = ["member_id", "cut", "of"]  # in this order: rows are sorted by a number and hardly by words
    so_far = {
        f"{name}_so_far": rows[name].sum().over(group_by=of_member, order_by=rows.month, rows=(None, 0)).cast("int64")
        for name in ("paid", "known_paid", "known_cost")
    }
    next_month = rows.month.lead().over(group_by=of_member, order_by=rows.month)
    return rows.select(
        *of_member, "month", until=next_month.fill_null(date("9999-12-31")),
        first_day=rows.first_day.min().over(group_by=of_member), last_day=rows.last_day, paid=rows.paid,
        known_cost=rows.known_cost, **so_far,
    )  # fmt: skip


# A row for each month in which a member bought (in the cut): `last_day` is of that month, `first_day` the first of all,
# sums `so_far` are of all months up to it. It holds for the ends of months in (month, until].
derived.add(
    "member_months",
    Derived(
        rows=_member_months,
        columns={
            **_OF_MEMBER,
            "month": "date",
            "until": "date",
            "first_day": "date",
            "last_day": "date",
            **dict.fromkeys((*IN_MONTH, *SO_FAR), "int64"),
        },
    ),
)


_ALIKE = {"cut": "string", "of": "string", **dict.fromkeys(("month", "until", "cohort", "last_day"), "date")}


def _month_sums(build: "Build") -> "Table":
    return build.added(build.member_months(), list(_ALIKE), ["members", *IN_MONTH, *SO_FAR])


# Rows of `member_months` that are alike, added up.
derived.add(
    "month_sums",
    Derived(rows=_month_sums, columns={**_ALIKE, **dict.fromkeys(("members", *IN_MONTH, *SO_FAR), "int64")}),
)


def _spans(build: "Build") -> "Table":
    from analytics.metrics.build import days_after

    months, periods = build.derived("member_months"), build.periods
    spans = months.select("month", "until").distinct()
    found = spans.join(periods, [spans.month < periods.ends, spans.until >= periods.ends])
    return found.select(
        "month", "until", "kind", "starts", "ends",
        **{f"ends_{days}": days_after(found.ends, -days) for days in (30, 60, 90)},
    )  # fmt: skip


# At the ends of which periods a row of `member_months` holds: few enough for an engine to join members by them, instead
# of comparing each row with each period. `ends_30`, `ends_60` and `ends_90` are so many days before that end.
derived.add(
    "spans",
    Derived(
        rows=_spans,
        columns={
            "month": "date", "until": "date", "kind": "string",
            **dict.fromkeys(("starts", "ends", "ends_30", "ends_60", "ends_90"), "date"),
        },
        kinds=("month", "quarter", "year"),
    ),
)  # fmt: skip


def _buyers(build: "Build") -> "Table":
    sales, calendar, periods = build.fact("sales"), build.calendar, build.periods
    mine = sales.filter(sales.member_id.notnull()).select("member_id", "shop_id", "day")
    days = calendar.join(periods, ["kind", "starts"])
    days = days.select("day", "kind", starts=days.is_before.ifelse(days.before, days.starts)).distinct()
    found = mine.join(days, "day")
    in_shops = found.group_by(["member_id", "shop_id", "kind", "starts"]).agg(orders=found.count())
    together = in_shops.group_by(["member_id", "kind", "starts"]).agg(orders=in_shops.orders.sum().cast("int64"))
    first_in_shops = mine.group_by(["member_id", "shop_id"]).agg(first_day=mine.day.min())
    first = first_in_shops.group_by("member_id").agg(first_day=first_in_shops.first_day.min())
    return build.by_shop_or_all(
        _of_each(in_shops, first_in_shops, ["member_id", "shop_id"]), _of_each(together, first, ["member_id"])
    ).select("kind", "starts", "cut", "of", "member_id", "orders", "is_new", "next")


def _of_each(rows: "Table", first: "Table", who: list[str]) -> "Table":
    rows = rows.mutate(next=rows.starts.lead().over(group_by=[*who, "kind"], order_by=rows.starts))
    found = rows.join(first, who)
    return found.select(*rows.columns, is_new=found.first_day >= found.starts)


# Who bought in a period that is due, or in the one before it; `next` starts the period of these in which they bought
# next. New is whose first order (in the cut) is in the period.
derived.add(
    "buyers",
    Derived(
        rows=_buyers,
        columns={
            "kind": "string", "starts": "date", **_OF_MEMBER, "orders": "int64", "is_new": "boolean", "next": "date"
        },
    ),
)  # fmt: skip
