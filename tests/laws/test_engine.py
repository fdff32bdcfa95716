"""What holds for all campaigns and all carts: exact sums, floors, one result whatever the order, budgets kept."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition, Lane, Metric, Mode
from campaigns.engine.evaluate import Evaluated, evaluate
from campaigns.engine.index import Index
from campaigns.engine.offer import budget_key
from campaigns.engine.ruleset import Ruleset, compile_ruleset
from loyalty.program.settings import Programme, Settings
from loyalty.purchase.basket import Basket
from loyalty.purchase.cart import Cart, canonical
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import LineDiscount, SetDiscount, SpendUnits
from loyalty.purchase.price import price
from loyalty.purchase.scene import Scene, scene_of
from loyalty.purchase.shelf import shelf
from tests.campaigns.situations import AT, programme
from tests.laws.campaigns import (
    BUDGETS,
    DISCOUNTS,
    EARNINGS,
    LANES,
    NO_BUDGETS,
    SPENDING,
    campaigns,
    situations,
    with_left,
)
from tests.laws.purchases import PROGRAMMES

Situation = tuple[Cart, Facts]
many = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _asked(rules: Ruleset, situation: Situation, under: Programme | None = None) -> tuple[Evaluated, Scene]:
    cart, facts = situation
    scene = scene_of(cart=cart, facts=facts, programme=under or programme(), at=AT)
    return evaluate(ruleset=rules, scene=scene), scene


def _priced(found: Evaluated, situation: Situation, under: Programme) -> Decision:
    cart, facts = situation
    offered = Offered(outcomes=found.outcomes, not_applied=found.not_applied)
    return price(cart=cart, facts=facts, programme=under, ruleset=1, offered=offered, at=AT)


def _rules(definitions: list[Definition], lanes: tuple[Lane, ...]) -> Ruleset:
    return compile_ruleset(number=1, campaigns=[compile_campaign(one) for one in definitions], lanes=lanes)


def _written(found: Evaluated) -> bytes:
    return msgspec.json.encode([found.outcomes, found.not_applied, found.approximated])


@many
@given(campaigns(), LANES, situations(), PROGRAMMES)
def test_the_basket_the_engine_saw_is_the_price_that_is_made(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation, under: Programme
) -> None:
    # when
    found, scene = _asked(_rules(definitions, lanes), situation, under)
    decision = _priced(found, situation, under)
    # then
    assert [line.base_kopecks - line.discount_kopecks for line in decision.lines] == scene.basket.left
    assert (decision.delivery.to_pay_kopecks if decision.delivery else None) == scene.basket.delivery_left
    assert decision.base_kopecks == (decision.discount_kopecks + decision.points_paid_kopecks + decision.to_pay_kopecks)
    for line in decision.lines:
        assert line.discount_kopecks == sum(applied.kopecks for applied in line.applied)
        assert line.to_pay_kopecks >= 0


@many
@given(campaigns(), LANES, situations())
def test_no_line_is_below_its_floor_but_for_approved_gifts_and_over_sets(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation
) -> None:
    # when
    found, scene = _asked(_rules(definitions, lanes), situation)
    # then: sets keep their floor over the set, so over all lines that sets join together
    freed = {one.line_id for one in found.outcomes if isinstance(one, LineDiscount) and one.ignores_floor}
    groups = _joined([{part.line_id for part in one.parts} for one in found.outcomes if isinstance(one, SetDiscount)])
    floors = {line.line_id: floor for line, floor in zip(scene.basket.lines, _floors(situation), strict=True)}
    left = {line.line_id: left for line, left in zip(scene.basket.lines, scene.basket.left, strict=True)}
    alone = [{line_id} for line_id in left if not any(line_id in group for group in groups)]
    for group in [*groups, *alone]:
        if not group & freed:
            assert sum(left[one] for one in group) >= sum(floors[one] for one in group)
    for line in scene.basket.lines:
        if line.goods.is_certificate:
            assert left[line.line_id] == line.base_kopecks


def _floors(situation: Situation) -> list[int]:
    return Basket(shelf(cart=situation[0], facts=situation[1]), Settings()).floors


def _joined(sets: list[set[str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for one in sets:
        touching = [group for group in groups if group & one]
        groups = [group for group in groups if not group & one]
        groups.append(one.union(*touching))
    return groups


@many
@given(campaigns(), LANES, situations(), st.randoms(use_true_random=False))
def test_the_order_of_campaigns_lanes_and_codes_changes_nothing(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation, random: Any
) -> None:
    # given
    cart, facts = situation
    shuffled, places, codes = [*definitions], [*lanes], [*cart.coupons]
    for some in (shuffled, places, codes):
        random.shuffle(some)
    # when
    rules = _rules(definitions, lanes)
    found, scene = _asked(rules, situation)
    again, _ = _asked(rules, situation)
    other_cart = msgspec.structs.replace(cart, coupons=tuple(codes))
    other, other_scene = _asked(_rules(shuffled, tuple(places)), (other_cart, facts))
    # then
    assert _written(found) == _written(again) == _written(other)
    assert scene.basket.left == other_scene.basket.left
    under = programme()
    assert canonical(_priced(found, situation, under)) == canonical(_priced(other, situation, under))


@many
@given(campaigns(), LANES, situations())
def test_the_index_leaves_out_nothing_that_applies(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation
) -> None:
    # given
    class Everyone(Index):
        def candidates(self, scene: Scene) -> list[int]:
            return list(range(len(definitions)))

    rules = _rules(definitions, lanes)
    # when
    indexed, _ = _asked(rules, situation)
    asked, _ = _asked(replace(rules, index=Everyone(rules.campaigns)), situation)
    # then
    assert indexed.outcomes == asked.outcomes


@many
@given(campaigns(), LANES, situations())
def test_a_campaign_that_did_not_apply_might_as_well_not_be_there(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation
) -> None:
    # given: lanes in which nobody wins over another
    stacked = tuple(replace(lane, mode=Mode.STACK) for lane in lanes)
    found, _ = _asked(_rules(definitions, stacked), situation)
    applied = {outcome.campaign for outcome in found.outcomes}
    # when
    only = [definition for definition in definitions if definition.code in applied]
    again, _ = _asked(_rules(only, stacked), situation)
    # then
    assert again.outcomes == found.outcomes


@many
@given(campaigns(effects=DISCOUNTS | EARNINGS, budgets=BUDGETS), LANES, situations(), st.data(), PROGRAMMES)
def test_what_is_offered_is_within_every_budget(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation, data: st.DataObject, under: Programme
) -> None:
    # given
    budgets = [(one.code, budget) for one in definitions for budget in one.budgets]
    left = {budget_key(code, budget): data.draw(st.integers(-1, budget.limit)) for code, budget in budgets}
    situation = situation[0], with_left(situation[1], left)
    # when
    found, _ = _asked(_rules(definitions, lanes), situation, under)
    decision = _priced(found, situation, under)
    # then
    kopecks: dict[str, int] = defaultdict(int)
    points: dict[str, int] = defaultdict(int)
    for applied in decision.applied:
        kopecks[applied.campaign] += applied.kopecks
        points[applied.campaign] += sum(applied.points.values())
    used = {outcome.campaign for outcome in found.outcomes}
    for code, budget in budgets:
        spent = {
            Metric.DISCOUNT: kopecks[code], Metric.MARGIN: kopecks[code], Metric.POINTS: points[code],
            Metric.USES: int(code in used),
        }[budget.metric]  # fmt: skip
        assert spent <= max(0, left[budget_key(code, budget)])


@many
@given(campaigns(effects=SPENDING, budgets=NO_BUDGETS), LANES, situations())
def test_no_more_points_are_spent_on_pieces_than_there_are(
    definitions: list[Definition], lanes: tuple[Lane, ...], situation: Situation
) -> None:
    found, _ = _asked(_rules(definitions, lanes), situation)

    spent = sum(outcome.points for outcome in found.outcomes if isinstance(outcome, SpendUnits))
    has = int(situation[1].known["balance:STAMP"]) if situation[1].can_burn else 0  # type: ignore[arg-type]
    assert spent <= has
