"""What menus call conditions and effects, and in which sections; one that is not here is called by its sentence."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS
from loyalty.admin.description import Section
from loyalty.refusals import Words
from segments.admin.description import MEMBER_TITLES, member_sections
from segments.conditions.condition import MEMBER_CONDITIONS

CONDITION_TITLES: dict[str, Words] = {
    "goods_total": _("Goods in the cart for so much"), "goods_to_pay": _("Goods for so much after other discounts"),
    "goods_quantity": _("So many pieces in the cart"), "line_quantity": _("So many pieces on one line"),
    "lines": _("So many lines of the cart"), "has_goods": _("Goods are in the cart or not"),
    "shop": _("Shop"), "shop_group": _("Group of shops"), "channel": _("Till, web shop or app"),
    "code_presented": _("Promo code"), "cart_attribute": _("Attribute of the cart"), "payment": _("Way of payment"),
    "delivery_kind": _("Kind of delivery"), "has_member": _("Member or guest"),
    "weekday": _("Days of the week"), "hours": _("Hours"), "date": _("Dates"),
    "coupon": _("Coupon of a batch"), **MEMBER_TITLES,
}  # fmt: skip
EFFECT_TITLES: dict[str, Words] = {
    "percent_off": _("Percent off goods"), "amount_off_piece": _("Amount off each piece"),
    "amount_off_line": _("Amount off each line"), "fixed_price": _("Special price"),
    "percent_off_by_steps": _("Percent off goods by steps"), "personal_percent_off": _("The member’s own percent"),
    "cheapest_of": _("Of every N, the cheapest with a discount"), "every_nth": _("Every N-th with a discount"),
    "cheapest_pieces": _("The cheapest pieces with a discount"), "buy_get": _("Buy some, others cheaper"),
    "bundle_price": _("Set for one price"), "percent_off_order": _("Percent off the purchase"),
    "amount_off_order": _("Amount off the purchase"),
    "percent_off_order_by_steps": _("Percent off the purchase by steps"),
    "amount_off_order_by_steps": _("Amount off the purchase by steps"), "order_price": _("The purchase for one price"),
    "delivery_off": _("Cheaper or free delivery"), "extra_points": _("Points for the purchase"),
    "points_percent": _("Percent in points"), "points_percent_by_steps": _("Percent in points by steps"),
    "points_per_amount": _("Points for every so much"), "points_per_item": _("Points or stamps for each piece"),
    "multiply_points": _("Double or other multiple of points"), "gift": _("Gift"),
    "more_for_nothing": _("More of the same for nothing"), "pieces_for_units": _("Goods for points or stamps"),
    "burn_limit": _("Another share payable with points"), "say": _("Text for the customer"),
}  # fmt: skip
_WHEN = ("weekday", "hours", "date", "shop", "shop_group", "channel")
# By the module that registers an effect: what they are called together, and the lane where they are usual.
_EFFECTS: dict[str, tuple[Words, str]] = {
    "line_discounts": (_("Discounts on goods"), "goods"), "order_discounts": (_("Discounts on the purchase"), "order"),
    "multi_buys": (_("Several pieces together"), "sets"), "bundles": (_("Several pieces together"), "sets"),
    "earning": (_("Points"), "points"), "rewards": (_("Gifts, rewards and texts"), "gifts"),
}  # fmt: skip
_OWN_LANES = {"delivery_off": "delivery", "pieces_for_units": "special", "say": "texts", "burn_limit": "points"}


def condition_sections(codes: Iterable[str]) -> list[Section]:
    """Time and place, the cart, the member's purchases, the member."""
    member = {code for code, _kind in MEMBER_CONDITIONS}
    return [
        (_("Time and place"), _WHEN),
        (_("What is in the cart"), [code for code in codes if code not in member and code not in _WHEN]),
        *member_sections(),
    ]


def effect_sections() -> list[Section]:
    """Effects by what they give, in the order of `_EFFECTS`."""
    found: dict[Words, list[str]] = {title: [] for title, _lane in _EFFECTS.values()}
    for code, kind in EFFECTS:
        if (of := _EFFECTS.get(_module(kind))) is not None:
            found[of[0]].append(code)
    return list(found.items())


def usual_lane(code: str) -> str:
    """Where campaigns with this effect usually compete; empty when nothing is usual."""
    return _OWN_LANES.get(code) or _EFFECTS.get(_module(EFFECTS[code]), ("", ""))[1]


def _module(kind: type) -> str:
    return kind.__module__.rpartition(".")[2]
