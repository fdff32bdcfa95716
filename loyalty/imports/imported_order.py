"""A receipt of the past as an order that is stored, not made: what it says is what was paid."""

from dataclasses import dataclass

from loyalty.imports.as_sold import applied_to, cart_of
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt
from loyalty.purchase.cart import Burn, Cart, cart_hash
from loyalty.purchase.decision import BurnDecision, Decision, LineDecision, Step
from loyalty.purchase.discounts import total_by_campaign
from loyalty.purchase.facts import Facts, LineGoods

_NO_BURN = BurnDecision(requested=0, applied=0, max=0, limited_by=None, code_required=False)


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """What is stored: the cart as sold, what the catalogue says of it today, and the amounts. No points moved."""

    shop_id: int
    receipt: Receipt
    cart: Cart
    cart_hash: bytes
    facts: Facts
    decision: Decision


def imported_order(
    receipt: Receipt, *, shop_id: int, member_id: int | None, lookups: Lookups, program_version: int
) -> ImportedOrder:
    """The order that `price` would give for this cart and these discounts to somebody who neither earns nor burns.

    Its trace names only the total: each line carries its discounts with their words.
    """
    cart = cart_of(receipt, member_id=member_id, burn=Burn(), lookups=lookups)
    lines = tuple(
        LineDecision(
            line_id=line.line_id,
            base_kopecks=line.base_kopecks,
            discount_kopecks=line.discount_kopecks + line.coupon_kopecks,
            points_paid_kopecks=0,
            certificates_paid_kopecks=0,
            to_pay_kopecks=line.base_kopecks - line.discount_kopecks - line.coupon_kopecks,
            burnt=0,
            earned={},
            applied=applied_to(line),
        )
        for line in receipt.lines
    )
    base, discount = receipt.base_kopecks, receipt.discount_kopecks
    amounts: dict[str, int | str | None] = {
        "base_kopecks": base,
        "discount_kopecks": discount,
        "points_paid_kopecks": 0,
        "certificates_paid_kopecks": 0,
        "to_pay_kopecks": base - discount,
    }
    decision = Decision(
        program_version=program_version,
        ruleset=0,
        at=receipt.occurred_at,
        base_kopecks=base,
        discount_kopecks=discount,
        points_paid_kopecks=0,
        certificates_paid_kopecks=0,
        to_pay_kopecks=base - discount,
        lines=lines,
        delivery=None,
        burn=_NO_BURN,
        earn=(),
        applied=total_by_campaign([one for line in lines for one in line.applied]),
        trace=(
            Step(code="versions", numbers={"program_version": program_version, "ruleset": 0}),
            Step(code="to_pay", numbers=amounts),
        ),
    )
    facts = Facts(goods=tuple(_goods(line.sku, line.category, line.brand, lookups) for line in receipt.lines))
    return ImportedOrder(
        shop_id=shop_id, receipt=receipt, cart=cart, cart_hash=cart_hash(cart), facts=facts, decision=decision
    )


def _goods(sku: str, category: str, brand: str, lookups: Lookups) -> LineGoods:
    known = lookups.goods(sku)
    return known.facts if known else LineGoods(category=category, brand=brand)
