"""Campaigns: which of them earns its place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.chart import Chart, Head, Series, cells
from analytics.dashboards.kit.key_words import batch_heads, campaign_heads, plain_head
from analytics.dashboards.kit.league import MOST, column, league_of
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import metrics

STEPS = ("coupons_issued", "coupons_seen", "coupons_used")
DRAWN = 5


def build(asked: Asked) -> Sequence[Section]:
    """The league over all chosen periods, the dearest over time, and coupons from issued to used."""
    found = _campaigns(asked)
    return [
        section(
            Notice(text=_(
                "Costs and shares are facts; they do not say what would have been sold without the campaign. "
                "That needs a control group."
            )) if any(one.there for one in found) else None,
            *found, title=_("Campaigns by cost"),
        ),
        section(*_coupons(asked), title=_("Coupons: issued, seen, used")),
    ]  # fmt: skip


def _campaigns(asked: Asked) -> list[Chart]:
    if "campaign_cost" not in metrics:
        return []
    cost = asked.sums(["campaign_cost"], most=MOST)
    keys = [key for _code, key in cost]
    more = asked.sums(["campaign_orders", "campaign_discount"], keys=keys)
    was = asked.sums(["campaign_cost"], keys=keys, before=True)
    board = asked.board(["campaign_cost", "campaign_orders"])
    names = campaign_heads(keys)
    table = league_of(
        "campaign_cost", keys,
        [
            column(pgettext_lazy("analytics", "Cost"), list(cost.values())),
            column(_("Cost before"), [was.get(("campaign_cost", key)) for key in keys], is_drawn=False),
            column(_("Share of orders"), [more.get(("campaign_orders", key)) for key in keys], is_drawn=False),
            column(_("Cost of an order"), [_per_order(cost["campaign_cost", key]) for key in keys], is_drawn=False),
            column(_("Discounts"), [more.get(("campaign_discount", key)) for key in keys], is_drawn=False),
        ],
        heads=lambda _keys: names, wide=True, title=_("League of campaigns"), corner=_("Campaign"),
        empty=_("A campaign appears here with the first purchase that it has a part in."),
        start=(_("To the gallery"), reverse("admin:campaign_gallery")) if asked.may("campaigns.add_campaign") else None,
    )  # fmt: skip
    if not keys:
        return [table]
    return [table, _over_time(board, "campaign_cost", keys, names), _over_time(board, "campaign_orders", keys, names)]


def _per_order(cost: Value) -> Value:
    """The denominator beside a cost is its orders."""
    return replace(cost, is_ratio=True)


def _over_time(board: Board, code: str, keys: Sequence[str], names: Mapping[str, Head]) -> Chart:
    lines = tuple(
        Series(name=names.get(key, plain_head(key)).name, cells=board.cells(code, key)) for key in keys[:DRAWN]
    )
    return Chart(
        code=f"{code}_over_time", kind="line", title=metrics[code].title, metric=code, corner=_("Period"),
        heads=board.heads, series=lines, help=_("The five dearest."),
    )  # fmt: skip


def _coupons(asked: Asked) -> list[Chart]:
    if not all(code in metrics for code in STEPS):
        return []
    found = asked.sums(STEPS)
    keys = sorted({key for _code, key in found}, key=lambda key: -_amount(found.get(("coupons_used", key))))[:MOST]
    whole = [
        Value(shows=metrics[code].shows, numerator=sum(_amount(v) for (c, _key), v in found.items() if c == code))
        for code in STEPS
    ]
    funnel = Chart(
        code="coupons_way", kind="funnel", title=_("The way of a coupon"), metric="coupons_used", corner=_("Step"),
        heads=tuple(plain_head(str(metrics[code].title)) for code in STEPS),
        series=(Series(name=_("Coupons"), cells=cells(whole) if found else ()),) if found else (),
        help=_("Acts of these periods: a coupon may be used later than the period it was issued in."),
        empty=_("Coupons appear here when the first one is issued or used."),
        start=(_("To coupons"), reverse("admin:campaigns_couponbatch_changelist"))
        if asked.may("campaigns.view_couponbatch") else None,
    )  # fmt: skip
    table = league_of(
        "coupons_used", keys,
        [column(metrics[code].title, [found.get((code, key)) for key in keys]) for code in STEPS],
        heads=batch_heads, title=_("Batches of coupons"), corner=_("Batch"),
    )  # fmt: skip
    return [funnel, table] if keys else [funnel]


def _amount(value: Value | None) -> int:
    return 0 if value is None else value.numerator


PAGE = Dashboard(
    code="campaigns", title=_("Campaigns"), icon="leaderboard", build=build,
    lead=_("What each campaign cost, in how many purchases it had a part, and what became of its coupons."),
)  # fmt: skip
