"""What offers cost in a month. These figures are of orders and codes, not of entries."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from django.http import HttpRequest
from django.utils.html import format_html_join

from analytics.accounting.mechanics import CampaignCost, batch_costs, campaign_costs
from analytics.accounting.periods import Period
from analytics.admin.accounting_words import NOTHING, Line, opened
from analytics.dashboards.kit.key_words import version_words
from analytics.dashboards.kit.page import VIEW
from analytics.dashboards.kit.question import EVERYTHING
from analytics.dashboards.kit.rows_link import PERMISSIONS, rows_link
from analytics.metrics.metric import Subject, metrics
from campaigns.campaign.models import Campaign
from loyalty import words
from loyalty.admin.site import site
from loyalty.admin.units import words_of
from loyalty.ledger.models import Unit

Open = Callable[[str, str], str]  # of a metric and a key, the address of its rows


def campaign_lines(request: HttpRequest, month: date, units: Mapping[int, Unit]) -> list[Line]:
    """By version. A figure opens the purchases behind it, for whoever may see them. Two queries."""
    costs, may = campaign_costs(month=month), request.user.has_perm
    campaigns = Campaign.objects.in_bulk({one.campaign_id for one in costs})
    versions = Counter(one.campaign_id for one in costs)
    rows = partial(_rows, month) if may(VIEW) and may(PERMISSIONS[Subject.ORDER]) else lambda metric, key: ""
    return [
        Line(
            name=version_words(campaigns[one.campaign_id].name, one.version),
            url=site.url_of("campaigns_campaign_change", one.campaign_id) if may("campaigns.view_campaign") else "",
            cells=_cells(one, campaigns[one.campaign_id].code, versions[one.campaign_id] == 1, units, rows),
        )
        for one in costs
    ]  # fmt: skip


def _cells(one: CampaignCost, code: str, is_alone: bool, units: Mapping[int, Unit], rows: Open) -> tuple[str, ...]:
    """Discounts and points are counted by campaign, costs by version: where a campaign had several versions in the
    month, each figure opens what its version cost."""
    of_version = rows("campaign_version_cost", f"{code} {one.version}")
    written = {unit.code: words_of(unit) for unit in units.values()}
    points = [
        opened(
            words.points(points, written[unit]), rows("campaign_points", f"{code} {unit}") if is_alone else of_version
        )
        for unit, points in sorted(one.points.items())
    ]
    return (
        opened(words.number(one.orders), of_version),
        opened(words.roubles(one.discount_kopecks), rows("campaign_discount", code) if is_alone else of_version),
        format_html_join(", ", "{}", ((each,) for each in points)) or NOTHING,
    )  # fmt: skip


def _rows(month: date, metric: str, key: str) -> str:
    return rows_link(metric=metrics[metric], kind="month", start=month, cut=EVERYTHING, key=key)


def batch_lines(period: Period, *, leads: bool) -> list[Line]:
    """The dearest first; `leads` to their pages. One query."""
    return [
        Line(
            name=one.name, url=site.url_of("campaigns_couponbatch_change", one.batch_id) if leads else "",
            cells=(words.number(one.used), words.number(one.restored), words.roubles(one.discount_kopecks)),
        )
        for one in batch_costs(period=period)
    ]  # fmt: skip
