"""A line of the statement as a sentence that says why: "+25 points for a purchase of ₽510 at “Forest Coffee” — 5% …".

Spoken in the active language, by the API and by the cabinet alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loyalty.ledger.open_balance import CARRIED
from loyalty.ledger.statement import Line
from loyalty.ledger.told import told
from loyalty.ledger.units import units
from loyalty.money import BONUS, STATUS
from loyalty.purchase.read_orders import OrderBrief, briefs_of
from loyalty.words import UnitWords, is_russian, percent, points, roubles

PURCHASE = "purchase"  # the kind of a line that is not of the ledger: a purchase that moved no points


@dataclass(frozen=True, kw_only=True)
class Story:
    """`sentence` begins with `points`, the amount as people read it; empty where no points moved."""

    line: Line
    points: str
    sentence: str

    @property
    def rest(self) -> str:
        """What follows the amount."""
        return self.sentence.removeprefix(self.points)


def stories(*, lines: Sequence[Line], zone: ZoneInfo) -> tuple[Story, ...]:
    """A story for each line, in order; `zone` says on which day points expired. Two queries, none for no lines."""
    if not lines:
        return ()
    orders = briefs_of(order_ids={line.order_id for line in lines if line.order_id is not None})
    known = units()
    return tuple(_story(line, known[line.unit].words, orders, zone) for line in lines)


def _story(line: Line, unit: UnitWords, orders: Mapping[int, OrderBrief], zone: ZoneInfo) -> Story:
    amount = points(line.points, unit, signed=line.kind != "activate")
    if line.points == 0 and line.debt > 0:
        amount = _("{points} of debt").format(points=points(line.debt, unit))
    order = None if line.order_id is None else orders.get(line.order_id)
    if line.kind == PURCHASE and order is not None:
        return Story(line=line, points="", sentence=_silent(order))
    sentence = _of_order(line, unit, amount, order) if order else None
    sentence = sentence or _of_itself(line, amount, zone)
    return Story(line=line, points=amount, sentence=sentence + _debt(line, unit))


def _silent(order: OrderBrief) -> str:
    worth = roubles(order.base_kopecks - order.discount_kopecks)
    if order.refunded_kopecks and order.refunded_kopecks >= order.to_pay_kopecks:
        return _("A purchase of {money} at “{shop}” without points, returned").format(money=worth, shop=order.shop)
    return _("A purchase of {money} at “{shop}” without points").format(money=worth, shop=order.shop)


def _of_order(line: Line, unit: UnitWords, amount: str, order: OrderBrief) -> str | None:
    worth = roubles(order.base_kopecks - order.discount_kopecks)
    match line.kind:
        case "earn":
            words = _("{points} for a purchase of {money} at “{shop}”")
            numbers = _base_earn(order, line.unit)
            if numbers is None:
                return words.format(points=amount, money=roubles(order.to_pay_kopecks), shop=order.shop)
            counted = words.format(points=amount, money=roubles(numbers["base_kopecks"]), shop=order.shop)
            return f"{counted} — {_rule(numbers, unit)}"
        case "burn" | "capture":
            if text := _offers_paid(order, line.unit):
                words = _("{points} — {text}, “{shop}”")
                return words.format(points=amount, text=text, shop=order.shop)
            words = _("{points} toward a purchase of {money} at “{shop}”")
            return words.format(points=amount, money=worth, shop=order.shop)
        case "claw_back":
            words = _("{points}: goods returned to “{shop}”, what they had earned is taken back")
            return words.format(points=amount, shop=order.shop)
        case "give_back":
            words = _("{points}: goods returned to “{shop}”, the points that paid for them are yours again")
            return words.format(points=amount, shop=order.shop)
    return None


def _of_itself(line: Line, amount: str, zone: ZoneInfo) -> str:
    match line.kind:
        case "activate":
            return _("{points}: the waiting time is over, they can be spent").format(points=amount)
        case "expire" if line.unit == STATUS:
            return _("{points}: the time they counted for is over").format(points=amount)
        case "expire":
            last_day = (line.at - timedelta(microseconds=1)).astimezone(zone).date()
            return _("{points}: not used by {date}").format(points=amount, date=date_format(last_day, "j E"))
        case "repay":
            return _("{points} to repay a debt").format(points=amount)
        case "adjust":
            return _("{points}, a correction: {reason}").format(points=amount, reason=line.reason)
        case "opening":
            if line.reason not in ("", CARRIED):
                return _("{points} carried over from before: {reason}").format(points=amount, reason=line.reason)
            return _("{points} carried over from before").format(points=amount)
        case "transfer":
            return _("{points}, a transfer").format(points=amount)
        case "claw_back":
            return _("{points} taken back").format(points=amount)
        case "give_back":
            return _("{points} given back").format(points=amount)
        case "earn":
            words = told(line.reason)
            return f"{amount} {words}" if words else _("{points} earned").format(points=amount)
        case _:
            return _("{points} spent").format(points=amount)


def _debt(line: Line, unit: UnitWords) -> str:
    """What part of it went into debt or out of it, where the amount does not say so already."""
    if line.kind == "repay" or line.points == 0 or line.debt == 0:
        return ""
    if line.debt > 0:
        return _("; another {points} became a debt").format(points=points(line.debt, unit))
    return _("; the debt is {points} less").format(points=points(-line.debt, unit))


def _offers_paid(order: OrderBrief, unit: str) -> str:
    """What campaigns gave for points of a unit; empty for BONUS, which pays for the goods as well."""
    said = "text_ru" if is_russian() else "text_en"
    return ", ".join(one[said] for one in order.spent or () if one["unit"] == unit != BONUS)


def _base_earn(order: OrderBrief, unit: str) -> Mapping[str, Any] | None:
    """The numbers of the base earn (see `earning.py`); None when the order has none of this unit."""
    if order.why_earned is None or order.why_earned["numbers"]["unit"] != unit:
        return None
    numbers: Mapping[str, Any] = order.why_earned["numbers"]
    return numbers


def _rule(numbers: Mapping[str, Any], unit: UnitWords) -> str:
    whole = bool(numbers["on_points_paid"])
    if "rate" in numbers:
        words = _("{percent} of its price") if whole else _("{percent} of what was paid in money")
        return words.format(percent=percent(numbers["rate"]))
    words = _("{points} for every {money}") if whole else _("{points} for every {money} paid in money")
    return words.format(points=points(numbers["points"], unit), money=roubles(numbers["amount_kopecks"]))
