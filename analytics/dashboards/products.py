"""Products: what members and guests buy, and how much of it is given away."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.dashboards.kit.key_words import category_heads, plain_head, product_heads
from analytics.dashboards.kit.league import league
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.section import Section, section

CODES = ("discount_share", "promoted_orders", "promoted_average")


def build(asked: Asked) -> Sequence[Section]:
    """Leagues by revenue over the chosen months, and discounts over time."""
    board, months = asked.board(CODES), asked.by_month
    empty = _("Goods appear here with the first purchase.")
    before = pgettext_lazy("analytics", "Before")
    return [
        section(
            league(months, "category_league", heads=category_heads, kind="treemap", before=before, empty=empty),
            league(months, "brand_league", heads=lambda keys: {key: plain_head(key) for key in keys}, before=before,
                   empty=empty),
            league(months, "product_league", heads=product_heads, before=before, wide=True, empty=empty),
            title=_("What sells"), help=_("Over all the chosen months, the largest twenty of each."),
        ),
        section(
            board.card("discount_share", good_way=-1), board.card("promoted_orders"),
            board.card("promoted_average", key="with", title=_("Average order with promoted goods")),
            board.card("promoted_average", key="without", title=_("Average order without them")),
            board.chart("discount_share", compare=True), board.chart("promoted_orders", compare=True),
            title=_("How much is given away"),
        ),
    ]  # fmt: skip


PAGE = Dashboard(
    code="products", title=_("Products"), icon="inventory_2", build=build,
    lead=_("What sells, and how much of its shelf value goes as discounts and points."),
)  # fmt: skip
