"""Orders with goods at a discount, against the others."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class PromotedOrders(Metric):
    code = "promoted_orders"
    title = _("Orders with promoted goods")
    formula = _("Orders in which campaigns gave a discount on goods that were kept.")
    denominator = _("All orders.")
    over_periods = _("Both sums add up over periods; the share is that of the sums.")
    shows = Shows.SHARE
    subject = Subject.ORDER
    is_ratio = True
    adds = Adds.SUM

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        promoted = sales.promoted.ifelse(sales.orders, 0)
        return build.shaped(sales, subject=sales.subject, numerator=promoted, denominator=sales.orders)


@register
class PromotedAverage(Metric):
    code = "promoted_average"
    title = _("Average order with and without promoted goods")
    formula = _(
        "Goods paid in money. That orders with promoted goods are larger does not say that campaigns made them so."
    )
    denominator = _("Orders.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.ORDER
    is_ratio = True
    adds = Adds.SUM
    keys = _("with or without promoted goods")
    key_titles = {"with": _("With promoted goods"), "without": _("Without promoted goods")}

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        key = sales.promoted.ifelse("with", "without")
        return build.shaped(sales, subject=sales.subject, numerator=sales.paid, denominator=sales.orders, key=key)
