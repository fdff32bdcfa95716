"""The first amount: what the goods cost on the shelf, before anything is taken off."""

from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.money import MILLI, line_amount
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.decision import Step
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.refusals import Refusal


class AmountMismatch(Refusal):
    """The till's own amount is further from price × quantity than rounding can explain."""

    code = "amount_mismatch"
    status = 422
    title = _("The amount of a line does not match its price and quantity")
    hint = _("Send price × quantity, at most 1 kopeck off for each started unit, or leave the amount out")


class LineRepeated(Refusal):
    """Two lines of a cart have one id: returns could not tell them apart."""

    code = "line_repeated"
    status = 422
    title = _("Two lines have the same line_id")
    hint = _("Give every line its own line_id")


# A struct is made in a fraction of the time of a frozen dataclass, and each line of a quote needs two of these.
class ShelfLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line at its shelf value. `goods` is what the catalogue says of it."""

    line_id: str
    quantity_milli: int
    base_kopecks: int
    goods: LineGoods


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The lines in the cart's order; `delivery_kopecks` is None when nothing is delivered."""

    lines: tuple[ShelfLine, ...]
    delivery_kopecks: int | None
    steps: tuple[Step, ...] = ()


def shelf(*, cart: Cart, facts: Facts) -> Shelf:
    """The cart at shelf value. Raises AmountMismatch and LineRepeated, both naming the line."""
    lines: list[ShelfLine] = []
    steps: list[Step] = []
    seen: set[str] = set()
    for index, (line, goods) in enumerate(zip(cart.lines, facts.goods, strict=True)):
        if line.line_id in seen:
            raise LineRepeated(field=f"lines[{index}].line_id")
        seen.add(line.line_id)
        base = _base(line, index)
        lines.append(
            ShelfLine(line_id=line.line_id, quantity_milli=line.quantity_milli, base_kopecks=base, goods=goods)
        )
        numbers: dict[str, int | str | None] = {
            "price_kopecks": line.price_kopecks,
            "quantity_milli": line.quantity_milli,
            "result_kopecks": base,
        }
        code = "shelf" if line.amount_kopecks is None else "shelf_by_till"
        steps.append(Step(code=code, line_id=line.line_id, numbers=numbers))
    delivery = cart.delivery.price_kopecks if cart.delivery else None
    if delivery is not None:
        steps.append(Step(code="delivery", numbers={"result_kopecks": delivery}))
    return Shelf(lines=tuple(lines), delivery_kopecks=delivery, steps=tuple(steps))


def _base(line: CartLine, index: int) -> int:
    if line.amount_kopecks is None:
        return line_amount(line.price_kopecks, line.quantity_milli)
    # A till may round each piece or each weighing by itself, so it may be off by a kopeck for each started unit.
    started_units = -(-line.quantity_milli // MILLI)
    off_by_milli = abs(line.amount_kopecks * MILLI - line.price_kopecks * line.quantity_milli)
    if line.amount_kopecks < 0 or off_by_milli > started_units * MILLI:
        raise AmountMismatch(field=f"lines[{index}].amount")
    return line.amount_kopecks
