"""Goods that come back: what is asked, what came back before, and what is left of the order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.money import share_so_far
from loyalty.purchase.cart import Burn, Cart
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.shelf import LineRepeated
from loyalty.refusals import Refusal


class NothingToReturn(Refusal):
    """A return of no goods and no delivery."""

    code = "nothing_to_return"
    status = 422
    title = _("The return names no goods")
    hint = _("Name at least one line with a quantity, or the delivery")


class UnknownLine(Refusal):
    """The order has no such line."""

    code = "unknown_line"
    status = 422
    title = _("The order has no such line")
    hint = _("Use the line_id values of the order")


class ReturnExceedsOrder(Refusal):
    """More comes back than is left of the order. Facts: `left_milli`, where the field is a quantity."""

    code = "return_exceeds_order"
    status = 422
    title = _("More is being returned than is left of the order")
    hint = _("Read the order to see what is left of each line")


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    line_id: str
    quantity_milli: int


@dataclass(frozen=True, kw_only=True)
class Returning:
    """What comes back now."""

    lines: tuple[ReturnLine, ...]
    delivery: bool = False


@dataclass(frozen=True, kw_only=True)
class Before:
    """What earlier returns did: quantities by line_id, money and certificates in all, points clawed back by unit; and
    what certificates did not pay after all: nobody gets that back."""

    returned_milli: Mapping[str, int] = field(default_factory=dict)
    delivery: bool = False
    refunded_kopecks: int = 0
    certificates_kopecks: int = 0
    short_certificates_kopecks: int = 0
    clawed_back: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is left of an order, as a cart that campaigns can be asked about again. `facts` are those of its lines;
    `returned_milli` is what has come back in all, this return included."""

    cart: Cart
    facts: Facts
    returned_milli: Mapping[str, int]


def check(*, cart: Cart, before: Before, returning: Returning) -> None:
    """Raises NothingToReturn, UnknownLine, LineRepeated or ReturnExceedsOrder, naming the field."""
    if not returning.lines and not returning.delivery:
        raise NothingToReturn(field="lines")
    if returning.delivery and (cart.delivery is None or before.delivery):
        raise ReturnExceedsOrder(field="delivery")
    sold = {line.line_id: line.quantity_milli for line in cart.lines}
    seen: set[str] = set()
    for index, line in enumerate(returning.lines):
        if line.line_id not in sold:
            raise UnknownLine(field=f"lines[{index}].line_id")
        if line.line_id in seen:
            raise LineRepeated(field=f"lines[{index}].line_id")
        seen.add(line.line_id)
        if line.quantity_milli <= 0:
            raise NothingToReturn(field=f"lines[{index}].quantity")
        left = sold[line.line_id] - before.returned_milli.get(line.line_id, 0)
        if line.quantity_milli > left:
            raise ReturnExceedsOrder(field=f"lines[{index}].quantity", left_milli=left)


def what_is_left(*, cart: Cart, facts: Facts, decision: Decision, before: Before, returning: Returning) -> Left:
    """The order less everything returned, for `Offers.redecide`; raises what `check` raises."""
    check(cart=cart, before=before, returning=returning)
    after = dict(before.returned_milli)
    for back in returning.lines:
        after[back.line_id] = after.get(back.line_id, 0) + back.quantity_milli
    lines, goods = [], []
    for line, on_line, sold in zip(cart.lines, facts.goods, decision.lines, strict=True):
        done = after.get(line.line_id, 0)
        if done == line.quantity_milli:
            continue
        base = share_left(sold.base_kopecks, done, line.quantity_milli)
        lines.append(msgspec.structs.replace(line, quantity_milli=line.quantity_milli - done, amount_kopecks=base))
        goods.append(on_line)
    gone = before.delivery or returning.delivery
    return Left(
        cart=msgspec.structs.replace(cart, lines=tuple(lines), delivery=None if gone else cart.delivery, burn=Burn()),
        facts=msgspec.structs.replace(facts, goods=tuple(goods)),
        returned_milli=after,
    )


def share_left(total: int, returned_milli: int, whole_milli: int) -> int:
    """What stays of an amount of a line after so much of the line has come back."""
    return total - share_so_far(total, returned_milli, whole_milli)
