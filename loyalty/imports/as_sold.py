"""The discounts that a receipt already carried, told to the purchase as if campaigns had asked for them."""

from datetime import datetime
from decimal import Decimal

from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt, ReceiptLine
from loyalty.money import from_decimal, to_decimal
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Burn, Cart, CartLine
from loyalty.purchase.decision import Applied
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import NoOffers, Offered
from loyalty.purchase.outcomes import LineDiscount, Outcome, Text

_CAMPAIGN = "receipt"
_KINDS = {  # attribute of a cart's line: what a person reads
    "discount": Text(ru="Скидка магазина по чеку", en="Shop discount on the receipt"),
    "coupon": Text(ru="Купон производителя по чеку", en="Maker's coupon on the receipt"),
}


def cart_of(receipt: Receipt, *, member_id: int | None, burn: Burn, lookups: Lookups) -> Cart:
    """The receipt as a till would have sent it; its discounts are attributes of the lines."""
    return Cart(
        member_id=member_id,
        channel=receipt.channel,
        lines=tuple(_line(line, lookups) for line in receipt.lines),
        burn=burn,
        payment=receipt.payment,
    )


def applied_to(line: ReceiptLine) -> tuple[Applied, ...]:
    """The discounts of a line as a decision shows them."""
    return tuple(
        Applied(
            campaign=_CAMPAIGN,
            version=1,
            effect=kind,
            kopecks=kopecks,
            text_ru=_KINDS[kind].ru,
            text_en=_KINDS[kind].en,
        )
        for kind, kopecks in _discounts(line)
    )


def discounts_of(cart: Cart) -> Offered:
    """The discounts that `cart_of` wrote down."""
    outcomes: list[Outcome] = [
        LineDiscount(
            campaign=_CAMPAIGN,
            version=1,
            effect=kind,
            text=words,
            line_id=line.line_id,
            kopecks=from_decimal(Decimal(line.attributes[kind])),
        )
        for line in cart.lines
        for kind, words in _KINDS.items()
        if kind in line.attributes
    ]
    return Offered(outcomes=tuple(outcomes))


class AsSold(NoOffers):
    """Offers of a replay: what the receipt says was taken off, and nothing else."""

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        return discounts_of(cart)


def _line(line: ReceiptLine, lookups: Lookups) -> CartLine:
    known = lookups.goods(line.sku)
    return CartLine(
        line_id=line.line_id,
        sku=line.sku,
        quantity_milli=line.quantity_milli,
        price_kopecks=line.price_kopecks,
        amount_kopecks=line.base_kopecks,
        name=line.name or (known.name if known else ""),
        category=line.category,
        brand=line.brand,
        attributes={kind: to_decimal(kopecks) for kind, kopecks in _discounts(line)},
    )


def _discounts(line: ReceiptLine) -> list[tuple[str, int]]:
    if not line.discount_kopecks and not line.coupon_kopecks:  # most lines
        return []
    kinds = (("discount", line.discount_kopecks), ("coupon", line.coupon_kopecks))
    return [(kind, kopecks) for kind, kopecks in kinds if kopecks]
