"""Small words for carts, facts and programmes in tests of pure pricing. Roubles are strings, as a till writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.money import from_decimal
from loyalty.program.settings import Programme, Settings
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.purchase.offers import Offered
from loyalty.purchase.price import price

AT = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def roubles(amount: str) -> int:
    return from_decimal(Decimal(amount))


def line(line_id: str, price: str, quantity: str = "1", *, amount: str | None = None) -> CartLine:
    return CartLine(
        line_id=line_id,
        sku=f"SKU-{line_id}",
        price_kopecks=roubles(price),
        quantity_milli=from_decimal(Decimal(quantity), 3),
        amount_kopecks=None if amount is None else roubles(amount),
    )


def cart(*lines: CartLine, burn: int | str | None = None, delivery: str | None = None, fiscal: bool = False) -> Cart:
    """`burn`: points, "max", or nothing."""
    wish = Burn() if burn is None else Burn(mode="max") if burn == "max" else Burn(mode="amount", points=int(burn))
    return Cart(
        member_id=1,
        lines=lines,
        burn=wish,
        delivery=None if delivery is None else Delivery(price_kopecks=roubles(delivery)),
        fiscal=fiscal,
    )


def goods(*, least: str | None = None, certificate: bool = False) -> LineGoods:
    return LineGoods(min_price_kopecks=None if least is None else roubles(least), is_certificate=certificate)


def member(*on_lines: LineGoods, available: int = 100_000, **others: Any) -> Facts:
    """Facts of a member who may burn and earn."""
    return Facts(goods=on_lines, can_burn=True, can_earn=True, available=available, **others)


def guest(*on_lines: LineGoods) -> Facts:
    return Facts(goods=on_lines)


def programme(**settings: Any) -> Programme:
    return Programme(version=7, name="Test", zone=MOSCOW, settings=Settings(**settings))


def priced(
    of: Cart, facts: Facts | None = None, *, offered: Offered | None = None, under: Programme | None = None
) -> Decision:
    """The decision for a cart; without facts, for a rich member and goods the catalogue does not know."""
    return price(
        cart=of,
        facts=facts or member(*(goods() for _ in of.lines)),
        programme=under or programme(),
        ruleset=0,
        offered=offered or Offered(),
        at=AT,
    )
