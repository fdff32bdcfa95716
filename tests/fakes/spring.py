"""A campaign for tests: 10 % off the first line of any cart, and free delivery that is nearly there."""

from datetime import datetime

from loyalty.money import line_amount, rate_of
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import NoOffers, NotApplied, Offered
from loyalty.purchase.outcomes import LineDiscount, Text
from tests.fakes.offers import percent_off

FREE_DELIVERY = NotApplied(
    campaign="free-delivery",
    code="threshold",
    text=Text(ru="До бесплатной доставки не хватает 290 ₽", en="₽290 more for free delivery"),
    missing={"amount": "290.00"},
)


class SpringOffers(NoOffers):
    """Name it in LOYALTY_OFFERS."""

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        return Offered(outcomes=self._off(cart), not_applied=(FREE_DELIVERY,))

    def redecide(
        self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, applied: tuple[str, ...]
    ) -> Offered:
        return Offered(outcomes=self._off(cart))

    def _off(self, cart: Cart) -> tuple[LineDiscount, ...]:
        return tuple(
            percent_off(line.line_id, rate_of(line_amount(line.price_kopecks, line.quantity_milli), 1_000))
            for line in cart.lines[:1]
        )
