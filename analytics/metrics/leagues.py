"""What is sold, and when."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import SUMS, Adds, Metric, Shows, Subject, register

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from analytics.metrics.build import Build


class _League(Metric):
    """Only of months: they add up, and of longer periods there would be as many again."""

    column: str
    table = "category_sums"
    formula = _("Goods paid in money on completed orders, net of returns.")
    denominator = _("How much was sold, in thousandths of a piece or a kilogram.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.LINE
    adds = Adds.SUM
    kinds = ("month",)
    traps = (_("Pieces and kilograms are added up as they are: compare quantities of like goods only."),)

    def rows(self, build: "Build") -> "Table":
        lines = build.shared(self.table)
        return build.shaped(
            lines, key=lines[self.column], subject=lines.subject, numerator=lines.paid, denominator=lines.quantity_milli
        )


@register
class ProductLeague(_League):
    code = "product_league"
    title = _("Products")
    keys = _("SKU")
    column, table = "sku", "product_sums"
    cuts = ("all", "shop")


@register
class CategoryLeague(_League):
    code = "category_league"
    title = _("Categories")
    keys = _("Category")
    column = "category"


@register
class BrandLeague(_League):
    code = "brand_league"
    title = _("Brands")
    keys = _("Brand")
    column = "brand"


@register
class DaysAndHours(Metric):
    code = "days_and_hours"
    title = _("Days and hours")
    formula = _("Goods paid in money on completed orders, net of returns.")
    denominator = _("Orders.")
    over_periods = SUMS
    shows = Shows.MONEY
    subject = Subject.ORDER
    adds = Adds.SUM
    keys = _("Weekday (1 is Monday) and hour")
    kinds = ("month",)
    cuts = ("all", "shop")
    traps = (_("Hours are those of the programme's time zone: shops in other zones look shifted."),)

    def rows(self, build: "Build") -> "Table":
        sales = build.shared("hour_sums")
        key = sales.weekday.cast("string") + "-" + sales.hour.cast("string").lpad(2, "0")
        return build.shaped(sales, key=key, subject=sales.subject, numerator=sales.paid, denominator=sales.orders)
