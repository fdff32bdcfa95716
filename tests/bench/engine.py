"""P1: the engine alone. Process time and not the clock: ratios do not depend on who else uses the machine."""

import gc
from collections.abc import Callable
from functools import partial
from time import process_time

from campaigns.engine.definition import Definition
from campaigns.engine.evaluate import evaluate
from campaigns.engine.ruleset import Ruleset
from loyalty.purchase.cart import Cart
from loyalty.purchase.scene import scene_of
from tests.bench.peer.comparison import Comparison, Line, Offer, Priced, compare
from tests.bench.peer.environment import NAME, ask
from tests.bench.people import Shop
from tests.bench.result import Result, middle
from tests.bench.servers import Servers
from tests.bench.sizes import ROUNDS
from tests.campaigns.situations import AT, campaign, cart, decided, facts, line, programme, ruleset

_CAMPAIGNS, _LINES, _UNSCOPED = 1_000, 20, 8
_GOAL_MS, _GOAL_RATIO, _GOAL_ALL_MS, _GOAL_LINES = 0.5, 1.3, 5.0, 120
_TIMES = 100
_OFFERS = (10, 100, 1_000)  # beside the peer


def measure_engine(_servers: Servers, _shop: Shop) -> Result:
    """A cart of 20 lines that two of the campaigns on single products apply to, and all unscoped ones are asked for."""
    small, large = _cart(_LINES), _cart(_LINES * 100)
    rules = _rules(_CAMPAIGNS, unscoped=_UNSCOPED)
    ten = _rules(10, unscoped=_UNSCOPED)
    everywhere = _rules(_CAMPAIGNS, unscoped=_CAMPAIGNS)
    five_percent = _rules(_CAMPAIGNS, unscoped=_CAMPAIGNS // 20)
    many, few, all_of_them, on_large, on_five = [], [], [], [], []
    gc.collect()
    for _ in range(max(ROUNDS, 5)):
        many.append(_milliseconds(partial(_decide, rules, small), times=_TIMES))
        few.append(_milliseconds(partial(_decide, ten, small), times=_TIMES))
        all_of_them.append(_milliseconds(partial(_decide, everywhere, small), times=_TIMES // 10))
        on_five.append(_milliseconds(partial(_decide, five_percent, small), times=_TIMES))
        on_large.append(_milliseconds(partial(_decide, rules, large), times=2))
    value, ratio = middle(many), middle([one / other for one, other in zip(many, few, strict=True)])
    lines = middle([one / other for one, other in zip(on_large, many, strict=True)])
    beside = _beside_the_peer()
    met = value <= _GOAL_MS and ratio <= _GOAL_RATIO and middle(all_of_them) <= _GOAL_ALL_MS and lines <= _GOAL_LINES
    return Result(
        what=f"decide, the engine only, {_LINES} lines, {_CAMPAIGNS} running campaigns",
        value=value,
        unit="ms of processor",
        reference=f"as many candidates among 10 campaigns, {middle(few):.3f} ms",
        ratio=ratio,
        goal=f"≤ {_GOAL_MS} ms and ≤ {_GOAL_RATIO} ×; all unscoped ≤ {_GOAL_ALL_MS:g} ms; "
        f"2 000 lines ≤ {_GOAL_LINES} ×",
        met=met,
        n=_TIMES * len(many),
        notes=(
            f"candidates: {_candidates(rules, small)} of {_CAMPAIGNS}, and {_candidates(ten, small)} of 10",
            f"5 % unscoped, {_candidates(five_percent, small)} candidates: {middle(on_five)} ms",
            f"all {_CAMPAIGNS} unscoped, none of which can apply: {middle(all_of_them):.2f} ms",
            f"{_LINES * 100} lines take {lines:g} × of {_LINES}",
            *([f"beside {beside.what}, {beside.missing}"] if beside.missing else []),
        ),
        peer=beside,
    )


def _rules(count: int, *, unscoped: int) -> Ruleset:
    return ruleset(*(_campaign(offer) for offer in _offers(count, unscoped=unscoped)))


def _offers(count: int, *, unscoped: int) -> list[Offer]:
    """`unscoped` have thresholds of their own that no cart reaches; two of the others are for goods of the cart."""
    far = [
        Offer(code=f"far-{number}", basis_points=100, sku=None, at_least_kopecks=10**9 + number)
        for number in range(unscoped)
    ]
    near = [
        Offer(code=f"near-{number}", basis_points=500, sku=f"P-{number}", at_least_kopecks=100)
        for number in range(count - unscoped)
    ]
    return [*far, *near]


def _campaign(offer: Offer) -> Definition:
    percent = {"rate": offer.basis_points}
    if offer.sku is None:
        return campaign(
            offer.code, {"percent_off_order": percent}, lane="order",
            when={"all": [{"goods_total": {"at_least": offer.at_least_kopecks}}, {"lines": {"at_least": 1}}]},
        )  # fmt: skip
    goods = {"skus": [offer.sku]}
    return campaign(
        offer.code, {"percent_off": {**percent, "goods": goods}},
        when={"all": [{"goods_total": {"at_least": offer.at_least_kopecks, "goods": goods}}]},
    )  # fmt: skip


def _cart(lines: int) -> Cart:
    """Its first two products are on offer."""
    skus = ["P-0", "P-1", *(f"Q-{number}" for number in range(lines - 2))]
    return cart(*(line(str(number), "100.00", sku=sku) for number, sku in enumerate(skus)), channel="pos")


def _decide(rules: Ruleset, on: Cart) -> None:
    evaluate(ruleset=rules, scene=scene_of(cart=on, facts=_FACTS[len(on.lines)], programme=_PROGRAMME, at=AT))


def _beside_the_peer() -> Comparison:
    """The same offers on the same cart."""
    lines = [Line(sku=one.sku, price_kopecks=one.price_kopecks) for one in _cart(_LINES).lines]
    return compare(
        what=NAME, sizes=_OFFERS, ours=ours,
        peers=lambda count: ask(offers=_offers(count, unscoped=_UNSCOPED), lines=lines),
    )  # fmt: skip


def ours(offers: int) -> Priced:
    """The small cart with so many campaigns, the median of five rounds."""
    rules, on = _rules(offers, unscoped=_UNSCOPED), _cart(_LINES)
    ms = middle([_milliseconds(partial(_decide, rules, on), times=_TIMES) for _ in range(5)])
    return Priced(ms=ms, discount_kopecks=sum(one.discount_kopecks for one in decided(rules, on).lines))


_PROGRAMME = programme()
_FACTS = {count: facts(_cart(count)) for count in (_LINES, _LINES * 100)}


def _candidates(rules: Ruleset, on: Cart) -> int:
    return len(rules.index.candidates(scene_of(cart=on, facts=facts(on), programme=_PROGRAMME, at=AT)))


def _milliseconds(call: Callable[[], None], *, times: int) -> float:
    started = process_time()
    for _ in range(times):
        call()
    return (process_time() - started) * 1_000 / times
