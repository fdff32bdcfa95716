"""The best of a lane against brute force, written from the definition: each campaign alone on the lines it may have.

What a campaign comes to on some lines is the price of a cart of nothing but these lines, under that campaign alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition, Lane, Mode
from campaigns.engine.evaluate import evaluate
from campaigns.engine.ruleset import compile_ruleset
from loyalty.money import BONUS
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.goods import Goods
from loyalty.purchase.offers import Offered
from loyalty.purchase.price import price
from loyalty.purchase.scene import scene_of
from tests.campaigns.situations import AT, programme
from tests.laws.campaigns import BY_LINE, NO_BUDGETS, ON_LINES, campaigns, situations

Situation = tuple[Cart, Facts]
LANE = Lane(code="lane", order=1, mode=Mode.BEST)
many = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def small(effects: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[list[Definition]]:
    """Up to three campaigns in one lane, always on."""
    return campaigns(most=3, effects=effects, budgets=NO_BUDGETS).map(
        lambda found: [replace(one, lane="lane", when=None) for one in found]
    )


CARTS = situations(most=4).map(lambda pair: (msgspec.structs.replace(pair[0], delivery=None), pair[1]))


def decided(definitions: list[Definition], situation: Situation, lane: Lane = LANE) -> Decision:
    cart, facts = situation
    found = evaluate(
        ruleset=compile_ruleset(
            number=1, campaigns=[compile_campaign(one) for one in definitions], lanes=[lane], points_cost_rate=5_000
        ),
        scene=scene_of(cart=cart, facts=facts, programme=programme(), at=AT),
    )
    return price(
        cart=cart, facts=facts, programme=programme(), ruleset=1, at=AT,
        offered=Offered(outcomes=found.outcomes, not_applied=found.not_applied),
    )  # fmt: skip


def worth(decision: Decision, situation: Situation) -> int:
    """Kopecks to the customer: discounts, and points that pay."""
    return decision.discount_kopecks + _points(decision) * situation[1].step_kopecks


def cost(decision: Decision, situation: Situation) -> int:
    """Kopecks to the shop, which reckons a point at half of what it pays for."""
    return decision.discount_kopecks + -(-_points(decision) * situation[1].step_kopecks // 2)


def _points(decision: Decision) -> int:
    return sum(applied.points.get(BONUS, 0) for applied in decision.applied)


def on_lines(definition: Definition, situation: Situation, lines: frozenset[int]) -> Decision:
    """What one campaign comes to on a cart of these lines only."""
    cart, facts = situation
    chosen = sorted(lines)
    return decided(
        [definition],
        (
            msgspec.structs.replace(cart, lines=tuple(cart.lines[index] for index in chosen)),
            msgspec.structs.replace(facts, goods=tuple(facts.goods[index] for index in chosen)),
        ),
    )


def asked_first(definitions: list[Definition]) -> list[Definition]:
    return sorted(definitions, key=lambda one: (-one.priority, one.code))


@many
@given(small(ON_LINES), CARTS, st.sampled_from((None, 0, 1_000, 5_000)))
def test_the_best_for_the_order_is_the_best_of_all_tried_alone(
    definitions: list[Definition], situation: Situation, within: int | None
) -> None:
    # given
    mode = Mode.BEST if within is None else Mode.BEST_FOR_BOTH
    alone = [decided([one], situation) for one in asked_first(definitions)]
    somethings = [one for one in alone if one.applied]
    # when
    found = decided(definitions, situation, replace(LANE, mode=mode, within_rate=within or 0))
    # then
    if not somethings:
        assert not found.applied
        return
    most = max(worth(one, situation) for one in somethings)
    near = [one for one in somethings if worth(one, situation) * 10_000 >= most * (10_000 - (within or 0))]
    expected = near[0] if within is None else min(near, key=lambda one: (cost(one, situation), -worth(one, situation)))
    assert found.applied == expected.applied
    assert found.lines == expected.lines


@many
@given(small(ON_LINES), CARTS)
def test_the_best_by_line_is_the_best_of_all_ways_to_share_the_lines_out(
    definitions: list[Definition], situation: Situation
) -> None:
    # given
    competing = [one for one in asked_first(definitions) if decided([one], situation).applied]
    # when
    found = decided(definitions, situation, replace(LANE, by_line=True))
    # then
    assert worth(found, situation) == max((_worth_of(way, situation) for way in _ways(competing, situation)), default=0)


def _ways(competing: list[Definition], situation: Situation) -> Iterator[dict[int, Definition]]:
    """Every team in which nobody excludes another; every line somebody of it could act on belongs to one of them."""
    for size in range(1, len(competing) + 1):
        for team in combinations(competing, size):
            if any(one.code in other.excludes or other.code in one.excludes for one, other in combinations(team, 2)):
                continue
            touched = [_touched(one, situation) for one in team]
            lines = sorted(frozenset().union(*touched))
            claims = [[one for one, its in zip(team, touched, strict=True) if line in its] for line in lines]
            for owners in product(*claims):
                yield dict(zip(lines, owners, strict=True))


def _touched(definition: Definition, situation: Situation) -> frozenset[int]:
    cart, facts = situation
    goods = [goods for effect in definition.effects for goods in _goods_of(effect)]
    return frozenset(
        index
        for index, (line, on_line) in enumerate(zip(cart.lines, facts.goods, strict=True))
        if not on_line.is_certificate and any(one.matches(line, on_line, facts.known) for one in goods)
    )


def _goods_of(effect: object) -> list[Goods]:
    """All goods that any param of an effect names."""
    named = [getattr(effect, name) for name in ("goods", "reward") if hasattr(effect, name)]
    return named + [part.goods for part in getattr(effect, "parts", ())]


def _worth_of(way: dict[int, Definition], situation: Situation) -> int:
    total = 0
    for definition in {one.code: one for one in way.values()}.values():
        lines = frozenset(line for line, owner in way.items() if owner is definition)
        total += worth(on_lines(definition, situation, lines), situation)
    return total


@many
@given(small(BY_LINE), CARTS, st.sampled_from((0, 1_000, 5_000)))
def test_the_best_for_both_by_line_is_the_cheapest_of_those_near_the_best_of_each_line(
    definitions: list[Definition], situation: Situation, within: int
) -> None:
    # given
    definitions = [replace(one, excludes=frozenset()) for one in definitions]
    competing = [one for one in definitions if decided([one], situation).applied]
    # when
    found = decided(definitions, situation, replace(LANE, mode=Mode.BEST_FOR_BOTH, by_line=True, within_rate=within))
    # then
    for index, line in enumerate(found.lines):
        some = [
            on_lines(one, situation, frozenset({index})).discount_kopecks
            for one in competing
            if index in _touched(one, situation)
        ]
        near = [off for off in some if off * 10_000 >= max(some) * (10_000 - within)]
        assert line.discount_kopecks == min(near, default=0)
