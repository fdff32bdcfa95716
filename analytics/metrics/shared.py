"""Rows that several metrics add up: each kind is defined once, and every engine adds it up once for all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.figures.models import Period
from analytics.metrics.derived import SO_FAR, Derived, derived
from campaigns.results.models import CampaignResult
from loyalty.registries import Registry

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@dataclass(frozen=True, kw_only=True)
class Shared:
    """`rows` has `subject`, `keys` (with their Ibis types) and the integers `sums`, and either `kind`, `starts`, `cut`
    and `of`, or `day`, `member_id` and `shop_id` (`cut` and `of` where a member's shops are apart already) for every
    period and cut that the day is in. `Build.shared` gives the rows, or what they add up to; `added_up` where there is
    a shorter way to that.
    """

    rows: "Callable[[Build], Table]"
    sums: tuple[str, ...]
    keys: Mapping[str, str]
    kinds: tuple[str, ...] = tuple(Period.Kind.values)
    cuts: tuple[str, ...] = ("all", "shop", "tier", "segment")
    added_up: "Callable[[Build], Table] | None" = None


shared: Registry[Shared] = Registry("rows that metrics share")


def _add(code: str, one: Shared) -> None:
    shared.add(code, one)
    columns = {"kind": "string", "starts": "date", "cut": "string", "of": "string", **one.keys}
    derived.add(
        code,
        Derived(
            rows=one.added_up or (lambda build: build.added_up(code)),
            columns={**columns, **dict.fromkeys(one.sums, "int64")},
            kinds=one.kinds,
            cuts=one.cuts,
        ),
    )


def _sales(build: "Build") -> "Table":
    sales = build.fact("sales")
    return sales.select(
        "day", "member_id", "shop_id", "paid", "shelf", subject=sales.order_id, of_member=sales.member_id.notnull(),
        promoted=sales.discount > 0, orders=build.one, given=sales.discount + sales.points_paid,
    )  # fmt: skip


_add(
    "sale_sums",
    Shared(
        rows=_sales, keys={"of_member": "boolean", "promoted": "boolean"}, sums=("orders", "paid", "shelf", "given")
    ),
)


def _hours(build: "Build") -> "Table":
    sales = build.fact("sales")
    return sales.select(
        "day", "member_id", "shop_id", "weekday", "hour", "paid", subject=sales.order_id, orders=build.one
    )


_add(
    "hour_sums",
    Shared(
        rows=_hours, keys={"weekday": "int32", "hour": "int32"}, sums=("paid", "orders"), kinds=("month",),
        cuts=("all", "shop"),
    ),
)  # fmt: skip


def _lines(*keys: str) -> "Callable[[Build], Table]":
    def rows(build: "Build") -> "Table":
        lines = build.fact("sale_lines")
        return lines.select("day", "member_id", "shop_id", *keys, "paid", "quantity_milli", subject=lines.line_id)

    return rows


_LINE_SUMS = ("paid", "quantity_milli")
_add(
    "category_sums",
    Shared(
        rows=_lines("category", "brand"), keys={"category": "string", "brand": "string"}, sums=_LINE_SUMS,
        kinds=("month",),
    ),
)  # fmt: skip
_add(
    "product_sums",
    Shared(rows=_lines("sku"), keys={"sku": "string"}, sums=_LINE_SUMS, kinds=("month",), cuts=("all", "shop")),
)
_MOVE = {"unit": "string", "act": "string", "bucket": "string"}


def _flows(build: "Build") -> "Table":
    """A shop has what its orders moved, and of what no order moved the points that came from it."""
    moves = build.fact("moves").rename(act="kind")
    return moves.select(
        "day", "member_id", *_MOVE, "amount", subject=moves.entry_id, shop_id=moves.sold_in.fill_null(moves.shop_id),
        is_priced=moves.step_kopecks > 0, moves=build.one,
    )  # fmt: skip


_add("flow_sums", Shared(rows=_flows, keys={**_MOVE, "is_priced": "boolean"}, sums=("amount", "moves")))


def _balances(build: "Build") -> "Table":
    """A shop has what comes from it."""
    moves = build.fact("moves").rename(act="kind")
    return moves.select(
        "day", "member_id", "shop_id", *_MOVE, "cohort", "step_kopecks", "amount", subject=moves.entry_id,
        moves=build.one,
    )  # fmt: skip


_add(
    "balance_sums",
    Shared(
        rows=_balances, keys={**_MOVE, "cohort": "date", "step_kopecks": "int64"}, sums=("amount", "moves"),
        cuts=("all", "shop"),  # members change their tier: changes within tiers are no balance of a tier
    ),
)  # fmt: skip


def _uses(build: "Build") -> "Table":
    uses = build.fact("campaign_uses")
    return uses.select(
        "day", "member_id", "shop_id", "campaign", "version", "what", "amount", "kopecks", subject=uses.order_id,
        uses=build.one,
    )  # fmt: skip


_add(
    "use_sums",
    Shared(
        rows=_uses, keys={"campaign": "string", "version": "int64", "what": "string"},
        sums=("amount", "kopecks", "uses"),
    ),
)  # fmt: skip


def _campaign_orders(build: "Build") -> "Table":
    uses = build.fact("campaign_uses")
    found = uses.filter(uses.what == CampaignResult.ORDERS)
    found = found.select("day", "member_id", "shop_id", "order_id", "campaign").distinct()  # of two versions one
    return found.select("day", "member_id", "shop_id", "campaign", subject=found.order_id, orders=build.one)


_add("campaign_order_sums", Shared(rows=_campaign_orders, keys={"campaign": "string"}, sums=("orders",)))


def _buyers(build: "Build") -> "Table":
    buyers = build.buyers()
    return buyers.select(
        "kind", "starts", "cut", "of", "orders", subject=buyers.member_id, members=build.one,
        newcomers=buyers.is_new.ifelse(1, 0).cast("int64"), repeated=(buyers.orders >= 2).ifelse(1, 0).cast("int64"),
    )  # fmt: skip


_add("buyer_sums", Shared(rows=_buyers, keys={}, sums=("members", "orders", "newcomers", "repeated")))


def _comers(build: "Build") -> "Table":
    """Who bought in the period before; `here` is 1 for those who did in this one too."""
    found = build.comers()
    return found.select("kind", "starts", "cut", "of", "here", subject=found.member_id, before=build.one)


_add("comer_sums", Shared(rows=_comers, keys={}, sums=("before", "here")))


_DAYS = (30, 60, 90)
_STANDING = ("members", "came", "paid", *SO_FAR, *(f"silent_{days}" for days in _DAYS))


def _standings(build: "Build") -> "Table":
    """How everybody who has bought before a period's end stands then."""
    found = build.regrouped(build.standings(build.member_months()))
    return _stand(found.mutate(subject=found.member_id))


def _standings_added_up(build: "Build") -> "Table":
    """Members who have bought first, last and next in the same months stand alike for many periods."""
    few, groups = build.derived("month_sums"), build.grouped(build.standings(build.member_months()))
    by = ["kind", "starts", "cut", "of", "cohort"]
    return build.added(_stand(build.standings(few)), by, _STANDING).union(build.added(_stand(groups), by, _STANDING))


def _stand(found: "Table") -> "Table":
    came = found.month == found.starts
    silent = {f"silent_{days}": (found.last_day < found[f"ends_{days}"]).ifelse(found.members, 0) for days in _DAYS}
    return found.mutate(came=came.ifelse(found.members, 0), paid=came.ifelse(found.paid, 0), **silent)


_add(
    "standing_sums",
    Shared(
        rows=_standings, added_up=_standings_added_up, keys={"cohort": "date"}, sums=_STANDING,
        kinds=("month", "quarter", "year"),
    ),
)  # fmt: skip


def _pauses(build: "Build") -> "Table":
    """Orders of one day count as one, or a till that splits a purchase would halve the figure. Of the time before the
    periods the last days are enough."""
    sales, since = build.fact("sales"), build.periods.agg(since=build.periods.starts.min())
    mine = sales.filter(sales.member_id.notnull()).select("member_id", "shop_id", "day", "order_id").cross_join(since)
    who = ["member_id", "shop_id"]
    earlier = mine.filter(mine.day < mine.since).group_by(who).agg(day=mine.day.max(), order_id=mine.order_id.min())
    days = mine.filter(mine.day >= mine.since).group_by([*who, "day"]).agg(order_id=mine.order_id.min())
    days = build.by_shop_and_all(days.union(earlier.select(*days.columns)), least=["order_id"])
    last = days.day.lag().over(group_by=["member_id", "cut", "of"], order_by=days.day)
    found = days.mutate(last=last)
    found = found.filter(found["last"].notnull())
    return found.select(
        "cut", "of", "member_id", "day", subject=found.order_id, days=found.day.delta(found["last"], unit="day"),
        pauses=build.one,
    )  # fmt: skip


_add("pause_sums", Shared(rows=_pauses, keys={}, sums=("days", "pauses")))
