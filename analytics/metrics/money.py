"""What comes in."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


@register
class Revenue(Metric):
    code = "revenue"
    title = _("Revenue")
    formula = _("Goods paid in money on completed orders, net of returns. Delivery is not in it.")
    denominator = _("Orders: revenue over orders is the average order.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.ORDER
    adds = Adds.SUM

    def rows(self, build: "Build") -> "Table":
        sales = build.cut_up(build.in_periods(build.fact("sales")))
        return build.shaped(sales, subject=sales.order_id, numerator=sales.paid, denominator=1)
