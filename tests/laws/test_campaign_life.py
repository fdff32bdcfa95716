"""Random campaigns over random carts in real purchases: quotes are kept, sums are exact, returns undo it all."""

import random
from datetime import timedelta
from typing import Any

import pytest

from campaigns.campaign.models import BudgetCounter, BudgetEntry
from loyalty.catalogue.models import Category, Product
from loyalty.ledger.prove import prove
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.purchase.commit import commit
from loyalty.purchase.decision import Decision
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.refund import ReturnView, refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.shops.models import Shop
from tests.builders import NOON, a_member, a_shop, some_points
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.usefixtures("own_database")

SKUS = ("LATTE", "BUN", "TEA", "CHEESE")
LANES = ("special", "goods", "sets", "order", "delivery", "points")
ORDERS = 12


def _catalogue() -> None:
    for place, sku in enumerate(SKUS):
        category = Category.objects.create(code=f"c-{sku.lower()}", name=sku)
        Product.objects.create(
            sku=sku, name=sku, category=category, brand=("Illy", "")[place % 2], is_weighed=sku == "CHEESE",
            cost_kopecks=3_000, min_price_kopecks=(None, 5_000, 9_000, 20_000)[place],
        )  # fmt: skip


def _goods(dice: random.Random) -> dict[str, Any]:
    return dice.choice(({}, {"skus": [dice.choice(SKUS)]}, {"categories": ["c-tea", "c-bun"]}, {"brands": ["Illy"]}))


def _effect(dice: random.Random) -> dict[str, Any]:
    goods = _goods(dice)
    rate, amount = dice.choice((300, 1_000, 3_333, 10_000)), dice.randint(1, 20_000)
    return dice.choice(
        (
            {"percent_off": {"rate": rate, "goods": goods}}, {"amount_off_piece": {"amount": amount, "goods": goods}},
            {"fixed_price": {"price": amount, "goods": goods}}, {"percent_off_order": {"rate": rate, "goods": goods}},
            {"amount_off_order": {"amount": amount}}, {"order_price": {"price": amount * 3}},
            {"cheapest_of": {"pieces": dice.randint(2, 4), "rate": rate, "goods": goods,
                             "chosen": dice.choice(("of_all", "of_set"))}},
            {"every_nth": {"nth": 3, "rate": rate, "goods": goods}}, {"delivery_off": {"rate": rate}},
            {"buy_get": {"buy": 1, "reward": _goods(dice), "rate": rate, "goods": goods}},
            {"bundle_price": {"parts": [{"goods": {"skus": [sku]}} for sku in SKUS[:2]], "price": amount}},
            {"points_percent": {"rate": rate, "goods": goods}}, {"extra_points": {"points": dice.randint(1, 300)}},
            {"points_per_amount": {"points": 2, "amount": 1_000 + amount}},
            {"points_per_item": {"points": 7, "goods": goods}}, {"multiply_points": {"rate": 20_000, "goods": goods}},
        )
    )  # fmt: skip


def _campaign(dice: random.Random, number: int) -> None:
    when = dice.choice(
        (
            None, None, {"all": [{"goods_total": {"at_least": dice.randint(1, 60_000)}}]},
            {"any": [{"lines": {"at_least": 2}}, {"first_order": {}}]},
            {"all": [{"spent": {"days": 30, "at_least": 1}}]},
            {"none": [{"has_goods": {"which": "any", "goods": {"skus": ["CHEESE"]}}}]},
        )
    )  # fmt: skip
    budgets = dice.choice(
        (
            [], [{"metric": "discount", "limit": 30_000, "trim": True}],
            [{"metric": "uses", "scope": "member", "limit": 3}],
            [{"metric": "points", "limit": 500, "period": "day"}],
        )
    )  # fmt: skip
    a_campaign(
        f"c-{number}", *(_effect(dice) for _ in range(dice.randint(1, 2))), lane=dice.choice(LANES), when=when,
        budgets=budgets, priority=dice.randint(0, 3), on_shelf=dice.random() < 0.3, only_free=dice.random() < 0.3,
        excludes=[f"c-{number - 1}"] if number and dice.random() < 0.2 else [],
    )  # fmt: skip


def _cart(dice: random.Random, member: int | None) -> Cart:
    lines = []
    for place in range(dice.randint(1, 5)):
        sku = dice.choice(SKUS)
        milli = dice.randint(1, 2_500) if sku == "CHEESE" else dice.randint(1, 6) * 1_000
        price = dice.randint(1, 40_000)
        lines.append(CartLine(line_id=str(place), sku=sku, quantity_milli=milli, price_kopecks=price))
    delivery = Delivery(price_kopecks=dice.randint(0, 40_000), kind="courier") if dice.random() < 0.4 else None
    burn = Burn(mode="max") if dice.random() < 0.3 else Burn()
    return Cart(member_id=member, lines=tuple(lines), delivery=delivery, burn=burn, channel="pos")


def _adds_up(decision: Decision) -> None:
    for line in decision.lines:
        paid = line.discount_kopecks + line.points_paid_kopecks + line.certificates_paid_kopecks + line.to_pay_kopecks
        assert paid == line.base_kopecks
        assert min(line.discount_kopecks, line.to_pay_kopecks) >= 0
        assert sum(one.kopecks for one in line.applied) == line.discount_kopecks
    delivery = decision.delivery.to_pay_kopecks if decision.delivery else 0
    assert sum(line.to_pay_kopecks for line in decision.lines) + delivery == decision.to_pay_kopecks
    assert sum(one.kopecks for one in decision.applied) == decision.discount_kopecks


def _give_back(dice: random.Random, order: OrderView, cart: Cart, shop: Shop) -> list[ReturnView]:
    """Everything, in pieces, in any order."""
    left, done = {line.line_id: line.quantity_milli for line in cart.lines}, list[ReturnView]()
    delivery = cart.delivery is not None
    while left or delivery:
        some = {line: dice.randint(1, left[line]) for line in dice.sample(list(left), dice.randint(0, len(left)))}
        also = delivery and (dice.random() < 0.5 or not left)
        if not some and not also:
            continue
        delivery = delivery and not also
        left = {line: milli - some.get(line, 0) for line, milli in left.items() if milli > some.get(line, 0)}
        lines = tuple(ReturnLine(line_id=line, quantity_milli=milli) for line, milli in some.items())
        done.append(
            refund(
                shop_id=shop.pk, sold_by_id=shop.pk, integration_id=None, order_external_id=order.external_id,
                external_id=f"{order.external_id}-{len(done)}", at=NOON + timedelta(hours=1),
                returning=Returning(lines=lines, delivery=also),
            )
        )  # fmt: skip
    return done


@pytest.mark.parametrize("seed", range(4))
def test_campaigns_are_exact_in_real_purchases(seed: int) -> None:
    # given a shop, some campaigns of any kind, a member with points and a guest
    dice, shop = random.Random(seed), a_shop()
    _catalogue()
    for number in range(8):
        _campaign(dice, number)
    member = a_member()
    some_points(member, 2_000)
    applied = changed = 0

    for number in range(ORDERS):
        cart = _cart(dice, dice.choice((member, member, None)))
        shown = quote(shop_id=shop.pk, cart=cart, at=NOON)
        _adds_up(shown.decision)

        # when it is sold by its quote, the customer gets what was shown
        try:
            order = commit(
                shop_id=shop.pk, integration_id=None, external_id=f"o-{number}", state="completed", cart=cart, at=NOON,
                token=shown.token,
            )  # fmt: skip
        except QuoteChanged:
            changed += 1  # nobody sold in between: a quote cannot have lost a budget
            continue
        assert order.decision == shown.decision
        applied += len(order.decision.applied)

        # when some of the orders come back in pieces, everything is undone
        if dice.random() < 0.5:
            backs = _give_back(dice, order, cart, shop)
            assert sum(back.money_kopecks for back in backs) == order.decision.to_pay_kopecks
            given = sum(points.given_back for back in backs for points in back.points.values())
            taken = sum(points.taken for back in backs for points in back.points.values())
            assert given == order.decision.burn.applied
            assert taken == sum(earn.points for earn in order.decision.earn)
            assert not sum(BudgetEntry.objects.filter(order_id=order.id).values_list("amount", flat=True))

    # then campaigns did apply, no budget is over, and the books agree
    assert applied
    assert not changed
    for counter in BudgetCounter.objects.all():
        assert counter.used <= counter.cap
        assert not counter.over
        assert counter.used == sum(counter.entries.values_list("amount", flat=True))
    assert [law.code for law in prove(at=NOON + timedelta(hours=2)).queries if law.violations] == []
