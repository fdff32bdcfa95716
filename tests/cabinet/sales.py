"""Coffee for Anna."""

from datetime import datetime

import msgspec

from loyalty.purchase.cart import Delivery
from loyalty.purchase.order_view import OrderView
from tests.builders import NOON, a_cart, an_order
from tests.cast import Cast


def a_purchase(
    cast: Cast,
    number: str = "R-1",
    *,
    price: int = 510_00,
    pieces: int = 1,
    burn: int = 0,
    delivery: int = 0,
    member: int | None = None,
    state: str = "completed",
    at: datetime = NOON,
) -> OrderView:
    """One line with a name, sold in «Кофе на Лесной»; `price` and `delivery` in kopecks."""
    cart = a_cart(member or cast.anna, price=price, pieces=pieces, burn=burn)
    cart = msgspec.structs.replace(
        cart,
        lines=(msgspec.structs.replace(cart.lines[0], name="Капучино"),),
        delivery=Delivery(price_kopecks=delivery) if delivery else None,
    )
    return an_order(cast.lesnaya, cart, number=number, state=state, at=at)
