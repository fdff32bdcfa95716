"""What campaigns give, booked to the campaign and the version under which it was sold."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register
from campaigns.results.models import CampaignResult

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build

_ORDERS = _("Orders with it.")
_ONCE = CampaignResult.ORDERS  # one row of an order and a campaign


class _OfCampaign(Metric):
    """Sums over orders, of the day of the sale and net of returns."""

    denominator = _ORDERS
    over_periods = SUMS
    subject = Subject.ORDER
    adds = Adds.SUM


@register
class CampaignDiscount(_OfCampaign):
    code = "campaign_discount"
    title = _("Discounts of campaigns")
    formula = _("Discounts on goods and delivery that a campaign gave, net of returns.")
    shows = Shows.MONEY
    keys = _("campaign")

    def rows(self, build: "Build") -> "Table":
        uses = build.shared("use_sums")
        found = uses.filter(uses.what == CampaignResult.DISCOUNT)
        return build.shaped(
            found, subject=found.subject, numerator=found.amount, denominator=found.uses, key=found.campaign
        )


@register
class CampaignPoints(_OfCampaign):
    code = "campaign_points"
    title = _("Points of campaigns")
    formula = _("Points that orders earned by a campaign, less what returns took back.")
    shows = Shows.POINTS
    keys = _("campaign and unit")

    def rows(self, build: "Build") -> "Table":
        uses = build.shared("use_sums")
        found = uses.filter(uses.what.notin([CampaignResult.DISCOUNT, CampaignResult.ORDERS]))
        return build.shaped(
            found, subject=found.subject, numerator=found.amount, denominator=found.uses,
            key=found.campaign + " " + found.what,
        )  # fmt: skip


class _Cost(_OfCampaign):
    formula = _("Discounts a campaign gave, and points earned by it at the price of their unit today, net of returns.")
    shows = Shows.MONEY
    by_version = False

    def rows(self, build: "Build") -> "Table":
        found = build.shared("use_sums")
        key = found.campaign + " " + found.version.cast("string") if self.by_version else found.campaign
        once = (found.what == _ONCE).ifelse(found.uses, 0)
        return build.shaped(
            found, subject=found.subject, numerator=(found.what == _ONCE).ifelse(0, found.kopecks), denominator=once,
            key=key,
        )  # fmt: skip


@register
class CampaignCost(_Cost):
    code = "campaign_cost"
    title = _("Cost of campaigns")
    keys = _("campaign")


@register
class CampaignVersionCost(_Cost):
    code = "campaign_version_cost"
    title = _("Cost of campaigns by version")
    keys = _("campaign and version")
    by_version = True


@register
class CampaignOrders(Metric):
    code = "campaign_orders"
    title = _("Orders with a campaign")
    formula = _("Orders a campaign had a part in, while goods of them are left.")
    denominator = _("All orders of the period.")
    over_periods = _("Both sums add up over periods; the share is that of the sums.")
    shows = Shows.SHARE
    subject = Subject.ORDER
    is_ratio = True
    adds = Adds.SUM
    keys = _("campaign")

    def rows(self, build: "Build") -> "Table":
        of = ["kind", "starts", "cut", "of"]
        found, sales = build.shared("campaign_order_sums"), build.shared("sale_sums")
        orders = sales.group_by(of).agg(orders=sales.orders.sum())
        every = found.select(*of, "campaign").distinct().join(orders, of)
        return build.shaped(
            found, subject=found.subject, numerator=found.orders, denominator=0, key=found.campaign
        ).union(build.shaped(every, subject=build.nobody, numerator=0, denominator=every.orders, key=every.campaign))
