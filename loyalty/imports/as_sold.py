"""The discounts that a receipt already carried, told to the purchase as if campaigns had asked for them."""

from datetime import datetime
from decimal import Decimal

from loyalty.imports.receipt import Receipt, ReceiptLine
from loyalty.money import from_decimal, to_decimal
from loyalty.purchase.cart import Burn, Cart, CartLine
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import LineDiscount, NoOffers, Offered, Outcome, Text

_KINDS = {  # attribute of a cart's line: what a person reads
    "discount": Text(ru="Скидка магазина по чеку", en="Shop discount on the receipt"),
    "coupon": Text(ru="Купон производителя по чеку", en="Maker's coupon on the receipt"),
}


def cart_of(receipt: Receipt, *, member_id: int | None, burn: Burn) -> Cart:
    """The receipt as a till would have sent it; its discounts are attributes of the lines."""
    return Cart(
        member_id=member_id,
        channel=receipt.channel,
        lines=tuple(_line(line) for line in receipt.lines),
        burn=burn,
        payment=receipt.payment,
    )


def discounts_of(cart: Cart) -> Offered:
    """The discounts that `cart_of` wrote down."""
    outcomes: list[Outcome] = []
    for line in cart.lines:
        for kind, words in _KINDS.items():
            roubles = line.attributes.get(kind)
            if roubles:
                kopecks = from_decimal(Decimal(roubles))
                outcomes.append(
                    LineDiscount(
                        campaign="receipt", version=1, effect=kind, text=words, line_id=line.line_id, kopecks=kopecks
                    )
                )
    return Offered(outcomes=tuple(outcomes))


class AsSold(NoOffers):
    """Offers of a replay: what the receipt says was taken off, and nothing else."""

    def decide(self, *, cart: Cart, facts: Facts, at: datetime, ruleset: int) -> Offered:
        return discounts_of(cart)


def _line(line: ReceiptLine) -> CartLine:
    amounts = {"discount": line.discount_kopecks, "coupon": line.coupon_kopecks}
    return CartLine(
        line_id=line.line_id,
        sku=line.sku,
        quantity_milli=line.quantity_milli,
        price_kopecks=line.price_kopecks,
        amount_kopecks=line.base_kopecks,
        name=line.name,
        category=line.category,
        brand=line.brand,
        attributes={kind: to_decimal(kopecks) for kind, kopecks in amounts.items() if kopecks},
    )
