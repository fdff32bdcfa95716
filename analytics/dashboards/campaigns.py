"""Campaigns: which of them earns its place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.chart import Cell, Chart, Head, Series
from analytics.dashboards.kit.key_words import batch_heads, campaign_heads, plain_head, version_heads
from analytics.dashboards.kit.league import MOST, column, league_of
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import metrics
from loyalty.money import BONUS

STEPS = ("coupons_issued", "coupons_seen", "coupons_used")
BY_CAMPAIGN = ("campaign_coupons_issued", "campaign_coupons_seen", "campaign_coupons_used")
TOLD = ("campaign_cost", "campaign_orders", "campaign_discount", "campaign_points", *BY_CAMPAIGN)
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
            *found, _versions(asked), title=_("Campaigns by cost"),
        ),
        section(*_coupons(asked), title=_("Coupons: issued, seen, used")),
    ]  # fmt: skip


def _campaigns(asked: Asked) -> list[Chart]:
    if "campaign_cost" not in metrics:
        return []
    cost, coupons = asked.sums(["campaign_cost"], most=MOST), asked.sums(BY_CAMPAIGN)
    keys = [key for _code, key in cost]
    keys += [key for code, key in coupons if code == BY_CAMPAIGN[0] and key not in keys]  # issued, and not used yet
    keys = keys[:MOST]
    of_bonus = [f"{key} {BONUS}" for key in keys]
    more = asked.sums(["campaign_orders", "campaign_discount", "campaign_points"], keys=[*keys, *of_bonus])
    was = asked.sums(["campaign_cost"], keys=keys, before=True)
    board = asked.board(["campaign_cost", "campaign_orders"])
    names = campaign_heads(keys)
    costs = _each("campaign_cost", keys, cost)
    table = league_of(
        "campaign_cost", keys,
        [
            column(pgettext_lazy("analytics", "Cost"), costs),
            *[column(name, cells, is_drawn=False) for name, cells in (
                (_("Cost before"), _each("campaign_cost", keys, was)),
                (_("Share of orders"), _each("campaign_orders", keys, more)),
                (_("Cost of an order"), [_per_order(one) for one in costs]),
                (_("Discounts"), _each("campaign_discount", keys, more)),
                (pgettext_lazy("analytics", "Points"), _each("campaign_points", of_bonus, more)),
                *zip((_("Coupons issued"), pgettext_lazy("coupons", "Seen"), pgettext_lazy("coupons", "Used")),
                     (_each(code, keys, coupons) for code in BY_CAMPAIGN), strict=True),
            )],
        ],
        heads=lambda _keys: names, metrics=TOLD, wide=True, title=_("League of campaigns"), corner=_("Campaign"),
        empty=_("A campaign appears here with the first purchase that it has a part in."),
        start=(_("To the gallery"), reverse("admin:campaign_gallery")) if asked.may("campaigns.add_campaign") else None,
    )  # fmt: skip
    if not keys:
        return [table]
    return [table, _over_time(board, "campaign_cost", keys, names), _over_time(board, "campaign_orders", keys, names)]


def _each(code: str, keys: Sequence[str], found: Mapping[tuple[str, str], Cell]) -> list[Cell | None]:
    return [found.get((code, key)) for key in keys]


def _per_order(cost: Cell | None) -> Cell | None:
    """The denominator beside a cost is its orders."""
    return None if cost is None else replace(cost, value=replace(cost.value, is_ratio=True))


def _versions(asked: Asked) -> Chart | None:
    """What each version of a campaign cost, of the dearest."""
    found = asked.sums(["campaign_version_cost"], most=MOST)
    keys = [key for _code, key in found]
    if not keys:
        return None
    return league_of(
        "campaign_version_cost", keys,
        [
            column(pgettext_lazy("analytics", "Cost"), list(found.values())),
            column(_("Cost of an order"), [_per_order(cost) for cost in found.values()], is_drawn=False),
        ],
        heads=version_heads, wide=True, title=_("By version"), corner=_("Campaign and version"),
    )  # fmt: skip


def _over_time(board: Board, code: str, keys: Sequence[str], names: Mapping[str, Head]) -> Chart:
    lines = tuple(
        Series(name=names.get(key, plain_head(key)).name, cells=board.cells(code, key)) for key in keys[:DRAWN]
    )
    return Chart(
        code=f"{code}_over_time", kind="line", title=metrics[code].title, metrics=(code,), corner=_("Period"),
        heads=board.heads, series=lines, help=_("The five dearest."),
    )  # fmt: skip


def _coupons(asked: Asked) -> list[Chart]:
    if not all(code in metrics for code in STEPS):
        return []
    found = asked.sums([*STEPS, "coupon_discount"])
    keys = sorted({key for _code, key in found}, key=lambda key: -_amount(found.get(("coupons_used", key))))[:MOST]
    question = asked.question
    whole = tuple(
        Cell(
            value=Value(
                shows=metrics[code].shows,
                numerator=sum(_amount(one) for (of, _key), one in found.items() if of == code),
            ),
            rows=asked.rows(code, question.first, question.last, cut=question.cut, whole=True),
        )
        for code in STEPS
    )
    funnel = Chart(
        code="coupons_way", kind="funnel", title=_("The way of a coupon"), metrics=STEPS, corner=_("Step"),
        heads=tuple(plain_head(str(metrics[code].title)) for code in STEPS),
        series=(Series(name=_("Coupons"), cells=whole),) if found else (),
        help=_("Acts of these periods: a coupon may be used later than the period it was issued in."),
        empty=_("Coupons appear here when the first one is issued or used."),
        start=(_("To coupons"), reverse("admin:campaigns_couponbatch_changelist"))
        if asked.may("campaigns.view_couponbatch") else None,
    )  # fmt: skip
    table = league_of(
        "coupons_used", keys,
        [
            *[column(metrics[code].title, [found.get((code, key)) for key in keys]) for code in STEPS],
            column(_("Discounts"), [found.get(("coupon_discount", key)) for key in keys], is_drawn=False),
        ],
        heads=batch_heads, metrics=(*STEPS, "coupon_discount"), title=_("Batches of coupons"), corner=_("Batch"),
    )  # fmt: skip
    return [funnel, table] if keys else [funnel]


def _amount(cell: Cell | None) -> int:
    return 0 if cell is None else cell.value.numerator


PAGE = Dashboard(
    code="campaigns", title=_("Campaigns"), icon="leaderboard", build=build,
    lead=_("What each campaign cost, in how many purchases it had a part, and what became of its coupons."),
)  # fmt: skip
