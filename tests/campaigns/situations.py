"""Small words for campaigns and carts in tests of the pure engine. Roubles are strings, as a till writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from campaigns.conditions.condition import CONDITIONS
from campaigns.effects.effect import EFFECTS
from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Budget, Definition, Lane, Mode
from campaigns.engine.evaluate import Evaluated, evaluate
from campaigns.engine.ruleset import Ruleset, compile_ruleset
from loyalty.money import from_decimal, to_decimal
from loyalty.program.settings import Programme, Settings
from loyalty.purchase.cart import Cart, CartLine, Delivery
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts, LineGoods, ShopFacts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import Text
from loyalty.purchase.price import price
from loyalty.purchase.scene import Scene, scene_of
from loyalty.rules.rule import parse_rule
from tests.loyalty.purchase.carts import MOSCOW

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday, half past noon in Moscow
GOODS = Lane(code="goods", order=20)
ORDER = Lane(code="order", order=30)
LANES = (GOODS, ORDER)


def kopecks(amount: str) -> int:
    return from_decimal(Decimal(amount))


def line(line_id: str, price: str, quantity: str = "1", **words: Any) -> CartLine:
    milli = from_decimal(Decimal(quantity), 3)
    sku = words.pop("sku", f"SKU-{line_id}")
    return CartLine(line_id=line_id, sku=sku, price_kopecks=kopecks(price), quantity_milli=milli, **words)


def cart(*lines: CartLine, delivery: str | None = None, codes: tuple[str, ...] = (), **words: Any) -> Cart:
    at_door = None if delivery is None else Delivery(price_kopecks=kopecks(delivery), kind="courier")
    return Cart(member_id=1, lines=lines, delivery=at_door, coupons=codes, **words)


def facts(cart: Cart, *on_lines: LineGoods, known: dict[str, Any] | None = None, **words: Any) -> Facts:
    """A member's; goods the catalogue does not know are as the cart describes them."""
    goods = on_lines or tuple(
        LineGoods(category=one.category, category_path=(one.category,) if one.category else (), brand=one.brand)
        for one in cart.lines
    )
    return Facts(goods=goods, can_burn=True, can_earn=True, shop=ShopFacts(code="lesnaya"), known=known or {}, **words)


def programme(**settings: Any) -> Programme:
    return Programme(version=7, name="Test", zone=MOSCOW, settings=Settings(**settings))


def campaign(
    code: str,
    *effects: dict[str, Any],
    when: dict[str, Any] | None = None,
    lane: str = "goods",
    priority: int = 0,
    excludes: tuple[str, ...] = (),
    budgets: tuple[Budget, ...] = (),
    **words: Any,
) -> Definition:
    return Definition(
        code=code, version=1, title=Text(ru=code, en=code), lane=lane, priority=priority,
        when=None if when is None else parse_rule(when, conditions=CONDITIONS),
        effects=tuple(EFFECTS.parse(effect, "effects") for effect in effects), excludes=frozenset(excludes),
        budgets=budgets, **words,
    )  # fmt: skip


def ruleset(*campaigns: Definition, lanes: tuple[Lane, ...] = LANES) -> Ruleset:
    return compile_ruleset(number=1, campaigns=[compile_campaign(one) for one in campaigns], lanes=lanes)


def best(*, by_line: bool = False, within: int | None = None) -> tuple[Lane, ...]:
    """The lane of goods chooses the best for the customer, or within so much of it the best for both."""
    mode = Mode.BEST if within is None else Mode.BEST_FOR_BOTH
    return (Lane(code="goods", order=20, mode=mode, by_line=by_line, within_rate=within or 0), ORDER)


def scene(cart: Cart, its_facts: Facts | None = None, *, at: datetime = AT, under: Programme | None = None) -> Scene:
    return scene_of(cart=cart, facts=its_facts or facts(cart), programme=under or programme(), at=at)


def offered(rules: Ruleset, cart: Cart, its_facts: Facts | None = None, *, at: datetime = AT) -> Evaluated:
    return evaluate(ruleset=rules, scene=scene(cart, its_facts, at=at))


def decided(
    rules: Ruleset, cart: Cart, its_facts: Facts | None = None, *, at: datetime = AT, under: Programme | None = None
) -> Decision:
    """The price of the cart under these campaigns."""
    known, program = its_facts or facts(cart), under or programme()
    found = evaluate(ruleset=rules, scene=scene_of(cart=cart, facts=known, programme=program, at=at))
    return price(
        cart=cart, facts=known, programme=program, ruleset=1, at=at,
        offered=Offered(outcomes=found.outcomes, not_applied=found.not_applied),
    )  # fmt: skip


def off(decision: Decision) -> list[str]:
    """What was taken off each line, in the cart's order."""
    return [to_decimal(line.discount_kopecks) for line in decision.lines]


def earned(decision: Decision, campaign: str) -> dict[str, int]:
    """Points that a campaign added, by unit."""
    return next((one.points for one in decision.applied if one.campaign == campaign), {})
