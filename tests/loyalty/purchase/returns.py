"""Returns in tests of pure pricing: an order and what has come back of it so far, return by return."""

from dataclasses import dataclass, field
from decimal import Decimal

from loyalty.money import from_decimal
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import Offered
from loyalty.purchase.returning import Before, Returning, ReturnLine
from loyalty.purchase.takeback import TakeBack, take_back


@dataclass
class Sale:
    """An order as its returns see it; `take` takes goods back and remembers them."""

    cart: Cart
    facts: Facts
    decision: Decision
    programme: Programme
    before: Before = field(default_factory=Before)
    done: list[TakeBack] = field(default_factory=list)

    def take(self, returning: Returning, offered: Offered | None = None) -> TakeBack:
        back = take_back(
            cart=self.cart,
            facts=self.facts,
            decision=self.decision,
            settings=self.programme.settings,
            before=self.before,
            returning=returning,
            offered=offered or Offered(),
        )
        returned = dict(self.before.returned_milli)
        for line in back.lines:
            returned[line.line_id] = returned.get(line.line_id, 0) + line.quantity_milli
        clawed = dict(self.before.clawed_back)
        for unit, points in back.claw_back.items():
            clawed[unit] = clawed.get(unit, 0) + points
        self.before = Before(
            returned_milli=returned,
            delivery=self.before.delivery or returning.delivery,
            refunded_kopecks=self.before.refunded_kopecks + back.money_kopecks,
            certificates_kopecks=self.before.certificates_kopecks + back.certificates_kopecks,
            clawed_back=clawed,
        )
        self.done.append(back)
        return back


def returning(*lines: tuple[str, str], delivery: bool = False) -> Returning:
    """`returning(("1", "0.5"))`: half a kilogram of line 1."""
    return Returning(
        lines=tuple(ReturnLine(line_id=name, quantity_milli=from_decimal(Decimal(much), 3)) for name, much in lines),
        delivery=delivery,
    )
