"""What each step of a trace looks like in the table that support reads: label, what went in, formula, result."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class RowWords:
    """Templates; a placeholder is a number of the step, written out. Empty where there is nothing to say."""

    label: Promise
    inputs: Promise | str = ""
    formula: Promise | str = ""
    result: Promise | str = "{result}"


_OFFER = _("{text}, version {version}: {asked}, {left} left to pay")
_SMALLER = _("the smaller of the two, within what discounts may take")
_PIECES = _("{quantity} × {price}")
_LOT = _("lot {lot}, until {last_day}")
_ROUNDING = _("{direction}, {level}, to a multiple of {rounding_step}")

ROWS: Mapping[str, RowWords] = {
    "versions": RowWords(_("Versions"), "", "", _("settings {program_version}, campaigns {ruleset}")),
    "shelf": RowWords(_("Shelf value"), _PIECES, _("half a kopeck goes up")),
    "shelf_by_till": RowWords(_("Shelf value"), _PIECES, _("the till's amount, within a kopeck for each started unit")),
    "delivery": RowWords(_("Delivery")),
    "approximated": RowWords(
        _("Best offer"), _("lane “{lane}”"), _("too many ways to share the goods out: searched in part"), ""
    ),
    "coupon": RowWords(_("Code"), "{code}", "{truth}", "{text}"),
    "line_discount": RowWords(_("Discount on goods"), _OFFER, _SMALLER),
    "order_discount": RowWords(_("Discount on the purchase"), _OFFER, _SMALLER),
    "delivery_discount": RowWords(_("Discount on delivery"), _OFFER, _SMALLER),
    "set_discount": RowWords(_("Discount on a set"), _OFFER, _SMALLER),
    "order_discount_share": RowWords(
        _("Part of a discount"), _("{total} of “{campaign}”"), _("{total} × {weight} / {left}, by largest remainder")
    ),
    "order_discount_quantity_share": RowWords(
        _("Part of a discount"),
        _("{total} of “{campaign}”"),
        _("by quantity, here {weight}; what a line is too cheap for goes to the others"),
    ),
    "order_discount_most_share": RowWords(
        _("Part of a discount"),
        _("{total} of “{campaign}”"),
        _("the most there may be, by what is left to pay ({weight}); what a line has no room for goes to the others"),
    ),
    "set_discount_share": RowWords(_("Part of a discount"), _("{total} of “{campaign}”"), _("asked: {weight}")),
    "floor_trim": RowWords(
        _("Discount taken back"),
        _("“{campaign}”, minimum price {min_price} × {quantity} = {floor}"),
        _("the latest discount gives way first"),
    ),
    "set_trim": RowWords(_("Discount taken back"), "“{campaign}”", _("the set as a whole keeps {floor}")),
    "kept_trim": RowWords(_("Discount taken back"), "“{campaign}”", _("after earlier offers the line keeps {floor}")),
    "spend_units": RowWords(_("Points spent on an offer"), _("{text}, version {version}"), "", "{lost}"),
    "gift": RowWords(_("Gift"), _("{text}, version {version}"), _("any one of: {choices}"), ""),
    "coupon_to_come": RowWords(_("Coupon for another purchase"), _("{text}, version {version}")),
    "say": RowWords(_("Message"), _("“{campaign}”, version {version}"), "{slot}", "{text}"),
    "burn_rate": RowWords(
        _("Share that points may pay"), _("{text}, version {version}"), _("instead of {program_rate}"), "{rate}"
    ),
    "burn_limit": RowWords(
        _("Most points allowed"),
        _("goods {goods}, up to {rate}; purchases from {min_receipt}, balances from {min_balance}; asked: {requested}"),
        _("the least of {available} there are, {limit} by the share, {floor} above minimum prices"),
    ),
    "points_paid": RowWords(_("Paid with points"), "{points}", _("the smallest step is worth {step}")),
    "points_paid_share": RowWords(
        _("Part paid with points"), "{points}", _("{total} × {weight} / {payable}, by largest remainder")
    ),
    "certificate_paid": RowWords(
        _("Paid with a certificate"), "•••• {certificate}", _("of {available} on it, as much as is left to pay")
    ),
    "certificate_paid_share": RowWords(
        _("Part paid with certificates"), "{weight}", _("{total} × {weight} / {payable}, by largest remainder")
    ),
    "to_pay": RowWords(_("To pay"), "", "{base} − {discount} − {points_paid} − {certificates_paid}", "{to_pay}"),
    "earn_base": RowWords(
        _("Counted for points"), _("goods {money}, with points {points_paid}, delivery {delivery}"), "{switches}"
    ),
    "earn_percent": RowWords(_("Points earned"), _("{base} × {rate}, the smallest step is worth {step}"), _ROUNDING),
    "earn_per_amount": RowWords(_("Points earned"), _("{base}, {points} for every full {amount}"), _ROUNDING),
    "earn_share": RowWords(_("Part of the points"), "{weight}", _("{total} × {weight} / {base}, by largest remainder")),
    "earn_line": RowWords(_("Points of the goods"), "{weight}", _("rounded by itself")),
    "extra_earn": RowWords(_("Extra points"), _("{text}, version {version}")),
    "status": RowWords(_("Status gathered"), "", _("by the rules of the tiers")),
    "lot_dates": RowWords(
        _("Dates of the points"), "{points}", _("days to wait: {pending_days}; {validity}"), "{available} — {last_day}"
    ),
    "lot_earned": RowWords(_("Lot of points"), _LOT, "", "{points}"),
    "debt_repaid": RowWords(_("Debt repaid"), "", _("from the points earned, before they can be spent"), "{points}"),
    "lot_burnt": RowWords(_("Points spent"), _LOT, _("the soonest to expire first"), "{points}"),
    "lot_given_back": RowWords(_("Points given back"), _LOT, _("the last spent first"), "{points}"),
    "lot_clawed_back": RowWords(_("Points taken back"), _LOT, _("the points of this order first"), "{points}"),
    "debt": RowWords(_("Debt"), "", _("points that were not there"), "{points}"),
    "return_line": RowWords(
        _("Returned"),
        _("{quantity}, in all {returned} of {whole}; {to_pay} was paid"),
        _("the share of all that came back, less what was given before"),
        "{result}, {points}",
    ),
    "return_delivery": RowWords(_("Delivery returned")),
    "return_withheld": RowWords(_("Kept for a lost discount"), _("lost with the goods left: {lost}")),
    "return_released": RowWords(_("No longer kept"), _("lost with the goods left: {lost}")),
    "return_certificates": RowWords(
        _("Back to certificates"), _("shares {share}"), _("less what is kept, plus what is no longer kept")
    ),
    "return_money": RowWords(_("Money back"), _("shares {share}"), _("less what is kept, plus what is no longer kept")),
    "left_percent": RowWords(
        _("Earned by what is left"), _("{base} × {rate}, the smallest step is worth {step}"), _ROUNDING
    ),
    "left_per_amount": RowWords(_("Earned by what is left"), _("{base}, {points} for every full {amount}"), _ROUNDING),
    "claw_back": RowWords(
        _("Points to take back"), _("earned {earned}, taken before {clawed_before}"), _("less {left} of what is left")
    ),
    "claw_back_expired": RowWords(
        _("Points that had expired"), "", _("gone by themselves, nothing is taken for them"), "{points}"
    ),
    "give_back": RowWords(_("Points to give back"), _("{burnt} were spent"), _("the share of the goods returned")),
}

SWITCHES: tuple[tuple[str, Promise, Promise], ...] = (
    ("on_points_paid", _("the part paid with points counts"), _("the part paid with points does not count")),
    ("on_delivery", _("delivery counts"), _("delivery does not count")),
    ("on_discounted_lines", _("discounted goods count"), _("discounted goods do not count")),
    ("on_certificates", _("certificates count"), _("certificates do not count")),
)
DIRECTIONS: Mapping[str, Promise] = {
    "down": _("rounded down"),
    "half_up": _("rounded to the nearest"),
    "up": _("rounded up"),
}
SLOTS: Mapping[str, Promise] = {
    "till": _("for the till"),
    "receipt": _("for the receipt"),
    "cart": _("for the cart"),
    "cabinet": _("for the cabinet"),
}
TRUTHS: Mapping[str, Promise] = {  # what a code was; people at the till are not told all of it
    "ok": _("could be used"),
    "unknown": _("there is no such code"),
    "revoked": _("revoked"),
    "stopped": _("its batch is stopped"),
    "early": _("does not work yet"),
    "expired": _("its time was over"),
    "not_issued": _("not issued to anybody yet"),
    "not_yours": _("issued to somebody else"),
    "used": _("used before"),
    "in_use": _("held back by another purchase"),
    "used_up": _("its uses had run out"),
    "member_needed": _("works for members only"),
    "limit": _("the member has used it as often as it allows"),
    "shop": _("does not work in this shop"),
    "blocked": _("not looked at: too many wrong codes before"),
}
LEVELS: Mapping[str, Promise] = {"order": _("once for the purchase"), "line": _("for each line")}
VALIDITIES: Mapping[str, Promise] = {
    "days": _("days to live: {n}"),
    "months": _("months to live: {n}"),
    "month": _("to the end of the month, months: {n}"),
    "quarter": _("to the end of the quarter, quarters: {n}"),
    "year": _("to the end of the year, years: {n}"),
    "dates": _("to the next calendar date"),
    "inactivity": _("months without purchases: {n}"),
    "none": _("never expire"),
}
