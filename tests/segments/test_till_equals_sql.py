"""The law of the language: a rule means the same at the till and in SQL, for any member, rule and instant."""

import random
from datetime import timedelta
from typing import Any

import pytest

from campaigns.referrals.models import Referral
from loyalty.rows import all_rows
from loyalty.rules.fact import MemberFact, Moment
from loyalty.rules.predicate import compiled, facts_of
from loyalty.rules.rule import Rule, dump_rule, parse_rule
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.members_of import active_in_one_pass, members_of
from segments.read_known import read_known
from tests.loyalty.purchase.carts import MOSCOW
from tests.segments.making import filled
from tests.segments.people import NOW, SKUS, a_town

GOODS: tuple[dict[str, Any], ...] = (
    {}, {"categories": ["coffee"]}, {"categories": ["drinks"]}, {"brands": ["Lavazza"]}, {"skus": list(SKUS[:2])},
    {"categories": ["drinks"], "but_not": {"brands": ["Illy"]}}, {"categories": ["food", "tea"]},
    {"skus": ["BUN"], "but_not": {"categories": ["tea"]}},
)  # fmt: skip
MOMENTS = [Moment(at=NOW + timedelta(days=days, hours=hours), zone=MOSCOW)
           for days, hours in ((0, 0), (1, 1), (-8, 3), (100, 0), (99, 12))]  # fmt: skip


class Scene:
    """What a till knows of the member."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known


def _at_till(rule: Rule, members: list[int], moment: Moment) -> set[int]:
    facts = [fact for fact in facts_of(rule.test()) if isinstance(fact, MemberFact)]
    test = compiled(rule.test())
    return {one for one in members if test(Scene(read_known(member_id=one, facts=facts, moment=moment)))}


def _same(rule: Rule, members: list[int], moment: Moment) -> set[int]:
    in_sql = set(members_of(rule=rule, moment=moment).values_list("pk", flat=True))
    assert _at_till(rule, members, moment) == in_sql, (dump_rule(rule), moment)
    everybody = range(min(members), max(members) + 1)
    in_one_pass = active_in_one_pass(predicate=rule.test(), moment=moment, ids=everybody)
    assert {one for (one,) in all_rows(in_one_pass.sql, in_one_pass.params)} == in_sql, (dump_rule(rule), moment)
    return in_sql


@pytest.mark.django_db
def test_each_condition_means_the_same_in_both() -> None:
    members = a_town()
    assert Referral.objects.filter(state="rewarded").count() == 2
    for code, kind in MEMBER_CONDITIONS:
        rule = parse_rule({"all": [{code: dict(kind.example)}]}, conditions=MEMBER_CONDITIONS)
        for moment in MOMENTS:
            _same(rule, members, moment)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_random_rules_mean_the_same_in_both(seed: int) -> None:
    # given a town with segments, and a dice
    members, dice = a_town(), random.Random(seed)
    filled("old", {"member_days": {"at_least": 100}}, at=NOW)
    filled("cooks", {"orders": {"days": 400, "at_least": 1, "goods": {"categories": ["food"]}}}, at=NOW)
    sizes = set()

    # when rules of any shape are asked of everyone at several instants
    for _ in range(60):
        rule = parse_rule(_a_group(dice, depth=1), conditions=MEMBER_CONDITIONS)
        sizes.add(len(_same(rule, members, dice.choice(MOMENTS))))

    # then both agree, and the rules did tell people apart
    assert len(sizes) > 4


def _a_group(dice: random.Random, *, depth: int) -> dict[str, Any]:
    join = dice.choice(("all", "any", "none"))
    parts = [
        _a_group(dice, depth=depth + 1) if depth < 3 and dice.random() < 0.3 else _a_leaf(dice)
        for _ in range(dice.randint(1, 3))
    ]
    return {join: parts}


def _a_leaf(dice: random.Random) -> dict[str, Any]:
    days, goods = dice.choice((1, 8, 30, 90, 400)), dict(dice.choice(GOODS))
    bound = dice.choice(("at_least", "at_most"))
    return dice.choice(
        (
            {"age": {bound: dice.randint(15, 50)}}, {"age": {"known": dice.random() < 0.5}},
            {"gender": {"none_of": ["f"]}}, {"city": {"one_of": ["Москва", "Тверь"]}}, {"city": {"known": False}},
            {"attribute": {"name": "size", "one_of": ["L", "5", "true"]}},
            {"attribute": {"name": "size", "known": True}}, {"joined_in": {"one_of": ["lesnaya"]}},
            {"member_days": {bound: dice.randint(0, 330)}}, {"birthday": {"before": days % 61, "after": 3}},
            {"anniversary": {"before": 3, "after": days % 61}}, {"order_number": {bound: dice.randint(1, 6)}},
            {"spent": {"days": days, "goods": goods, bound: dice.randint(0, 80_000)}},
            {"orders": {"days": days, "goods": goods, bound: dice.randint(0, 3)}},
            {"bought": {"days": days, "goods": goods, "ever": dice.choice(("once", "never"))}},
            {"bought_quantity": {"days": days, "goods": goods or {"skus": ["BUN"]}, bound: dice.randint(1, 9) * 1_000}},
            {"days_since_order": {bound: dice.randint(0, 60), "goods": goods}}, {"first_order": {}},
            {"average_order": {"days": days, bound: dice.randint(10_000, 60_000)}},
            {"share_of_spending": {"days": days, "goods": goods, bound: dice.randint(0, 10_000)}},
            {"invited": {}}, {"friends_brought": {bound: dice.randint(0, 2)}},
            {"discount_share": {"days": days, bound: dice.randint(0, 3_000)}},
            {"in_segment": {dice.choice(("one_of", "none_of")): dice.sample(["cooks", "nobody", "old"], 2)}},
            {"balance": {bound: dice.randint(0, 800)}}, {"burning": {"days": 1 + days % 60, bound: 50}},
        )
    )  # fmt: skip
