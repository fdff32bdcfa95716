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
        sales = build.shared("sale_sums")
        return build.shaped(sales, subject=sales.subject, numerator=sales.paid, denominator=sales.orders)


@register
class Orders(Metric):
    code = "orders"
    title = _("Orders")
    formula = _("Completed orders, of members and of guests. What came back wholly is not an order.")
    denominator = _("Those of members: over all orders it is how often the card is shown.")
    over_periods = SUMS
    shows = Shows.COUNT
    subject = Subject.ORDER
    adds = Adds.SUM

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        of_members = sales.of_member.ifelse(sales.orders, 0)
        return build.shaped(sales, subject=sales.subject, numerator=sales.orders, denominator=of_members)


@register
class AverageOrder(Metric):
    code = "average_order"
    title = _("Average order")
    formula = _("Goods paid in money, net of returns.")
    denominator = _("Orders.")
    over_periods = _("The average of a quarter is that of its orders, not of its three months.")
    shows = Shows.MONEY
    subject = Subject.ORDER
    is_ratio = True
    adds = Adds.SUM
    keys = _("Who bought")
    key_titles = {"member": _("Members"), "guest": _("Guests")}
    traps = (_("Who buys more joins sooner: that members buy more than guests does not show what the programme does."),)

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        key = sales.of_member.ifelse("member", "guest")
        return build.shaped(sales, key=key, subject=sales.subject, numerator=sales.paid, denominator=sales.orders)


@register
class DiscountShare(Metric):
    code = "discount_share"
    title = _("Discount share")
    formula = _("Discounts and points paid on completed orders, net of returns.")
    denominator = _("The same goods at their shelf prices.")
    over_periods = _("The share of a quarter is that of its goods, not the mean of its three months.")
    shows = Shows.SHARE
    subject = Subject.ORDER
    is_ratio = True
    adds = Adds.SUM
    traps = (_("Certificates are money that was paid before: they are not in it."),)

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        return build.shaped(sales, subject=sales.subject, numerator=sales.given, denominator=sales.shelf)


@register
class ProgrammeCost(Metric):
    """The numerator of the discount share, as money of its own: what an owner asks first."""

    code = "programme_cost"
    title = _("Cost of the programme")
    formula = _(
        "Discounts and points paid on completed orders of members and guests, net of returns. Points count when they"
        " pay for goods, not when they are issued: what is still to pay is the liability."
    )
    denominator = _("Orders.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.ORDER
    adds = Adds.SUM
    traps = (_("What delivery was cheaper by is not in it, nor are gift certificates."),)

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("sale_sums")
        return build.shaped(sales, subject=sales.subject, numerator=sales.given, denominator=sales.orders)
