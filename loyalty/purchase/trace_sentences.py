"""What each step of a trace says to a person. Keys are step codes, with a suffix where one code says several things.

Placeholders are the step's numbers, written out by `trace.py`; `{line}` is the name of the goods.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Promise] = {
    "versions": _("Programme settings of version {program_version}"),
    "shelf": _("{line}: {quantity} × {price} = {result}"),
    "shelf_by_till": _("{line}: {quantity} × {price}, {result} as the till rounds it"),
    "delivery": _("Delivery: {result}"),
    "line_discount": _("{text}: {result} off “{line}”"),
    "line_discount_none": _("{text}: nothing off “{line}”"),
    "order_discount": _("{text}: {result} off the purchase"),
    "order_discount_none": _("{text}: nothing off the purchase"),
    "order_discount_share": _("{line}: {result} of the discount of {total}"),
    "delivery_discount": _("{text}: {result} off delivery"),
    "delivery_discount_none": _("{text}: nothing off delivery"),
    "floor_trim": _("{line}: the discount is {result} less, the price is not to go below {floor}"),
    "burn_limit": _("Up to {result} can be spent on this purchase"),
    "burn_limit_balance": _("Up to {result} can be spent on this purchase: that is all there is"),
    "burn_limit_limit": _("Up to {result} can be spent on this purchase: points pay for up to {rate} of {goods}"),
    "burn_limit_floor": _("Up to {result} can be spent on this purchase: goods are not sold below their minimum price"),
    "burn_limit_min_receipt": _("Points can be spent on purchases from {min_receipt}"),
    "burn_limit_min_balance": _("Points can be spent from a balance of {min_balance}"),
    "burn_limit_member": _("This purchase cannot be paid with points"),
    "burn_limit_frozen": _("Points cannot be spent while they are being checked"),
    "points_paid": _("{points} paid for {result} of the purchase"),
    "points_paid_share": _("{line}: {result} paid with points"),
    "to_pay": _("To pay: {to_pay}"),
    "earn_base": _("Points are counted on {result}"),
    "earn_percent": _("{gained} for a purchase of {base} — {rate} of what was paid in money"),
    "earn_percent_whole": _("{gained} for a purchase of {base} — {rate} of its price"),
    "earn_per_amount": _("{gained} for a purchase of {base} — {points} for every {amount} paid in money"),
    "earn_per_amount_whole": _("{gained} for a purchase of {base} — {points} for every {amount}"),
    "earn_share": _("{line}: {result} of {total}"),
    "earn_line": _("{line}: {result} for {weight}"),
    "extra_earn": _("{gained} — {text}"),
    "lot_dates": _("{points} can be spent at once, until {last_day} inclusive"),
    "lot_dates_pending": _("{points} can be spent from {available} until {last_day} inclusive"),
    "lot_dates_for_ever": _("{points} can be spent at once, without an end date"),
    "lot_dates_pending_for_ever": _("{points} can be spent from {available}, without an end date"),
    "lot_earned": _("A lot of {points}, good until {last_day}"),
    "lot_earned_for_ever": _("A lot of {points} without an end date"),
    "debt_repaid": _("{points} of them repaid a debt"),
    "lot_burnt": _("Spent {points}, good until {last_day}"),
    "lot_burnt_for_ever": _("Spent {points} without an end date"),
    "lot_given_back": _("Yours again: {points}, until {last_day} inclusive"),
    "lot_given_back_for_ever": _("Yours again: {points}, without an end date"),
    "lot_clawed_back": _("Taken back: {points}"),
    "debt": _("{points} became a debt"),
    "return_line": _("{line}, {quantity} of {whole}: {result} back"),
    "return_line_points": _("{line}, {quantity} of {whole}: {result} and {points} back"),
    "return_delivery": _("Delivery: {result} back"),
    "return_withheld": _("{result} is kept for a discount that the goods left no longer have"),
    "return_released": _("{result} that was kept for a lost discount comes back"),
    "return_money": _("Money back: {result}"),
    "left_percent": _("What is left, {base}, earns {result}: {rate} of what was paid in money"),
    "left_percent_whole": _("What is left, {base}, earns {result}: {rate} of its price"),
    "left_per_amount": _("What is left, {base}, earns {result}: {points} for every {amount} paid in money"),
    "left_per_amount_whole": _("What is left, {base}, earns {result}: {points} for every {amount}"),
    "claw_back": _("{lost}: what is left earns {left}"),
    "claw_back_expired": _("{points} of them had expired: nothing is taken for them"),
    "give_back": _("{gained} that had paid for the goods returned"),
}

# What a member reads of an order: the rest is arithmetic for support.
FOR_MEMBER = frozenset(
    {
        "line_discount",
        "order_discount",
        "delivery_discount",
        "floor_trim",
        "burn_limit",
        "points_paid",
        "earn_percent",
        "earn_per_amount",
        "extra_earn",
        "lot_dates",
        "debt_repaid",
        "return_line",
        "return_delivery",
        "return_withheld",
        "return_released",
        "claw_back",
        "claw_back_expired",
        "give_back",
        "debt",
    }
)
