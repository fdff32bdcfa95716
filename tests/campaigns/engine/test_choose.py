"""Lanes judged as a whole, and line by line: who wins, and what is said of who does not."""

from typing import Any

import pytest

from campaigns.engine import choose_by_line
from campaigns.engine.definition import Budget, BudgetScope, Definition, Lane, Metric, Mode, Period
from tests.campaigns.situations import GOODS, ORDER, best, campaign, cart, decided, facts, line, off, offered, ruleset

ONE, TWO = cart(line("a", "100.00")), cart(line("a", "100.00", sku="A"), line("b", "100.00", sku="B"))
FIRST = (Lane(code="goods", order=20, mode=Mode.FIRST), ORDER)
FIRST_BY_LINE = (Lane(code="goods", order=20, mode=Mode.FIRST, by_line=True), ORDER)


def amount(code: str, kopecks: int, *skus: str, **words: Any) -> Definition:
    goods = {"goods": {"skus": list(skus)}} if skus else {}
    return campaign(code, {"amount_off_line": {"amount": kopecks, **goods}}, **words)


def applied(decision: Any) -> list[str]:
    return [one.campaign for one in decision.applied]


def missed(decision: Any) -> list[tuple[str, str]]:
    return [(one.campaign, one.code) for one in decision.not_applied]


@pytest.mark.parametrize(
    ("lanes", "winners", "losers"),
    [
        ((GOODS, ORDER), ["b", "a", "c"], []),
        (FIRST, ["b"], [("a", "beaten"), ("c", "beaten")]),
        (best(), ["c"], [("a", "beaten"), ("b", "beaten")]),
    ],
)
def test_who_wins_in_each_mode(lanes: tuple[Lane, ...], winners: list[str], losers: list[tuple[str, str]]) -> None:
    # given
    rules = ruleset(amount("a", 1_000), amount("b", 500, priority=1), amount("c", 2_000), lanes=lanes)
    # when
    decision = decided(rules, ONE)
    # then
    assert applied(decision) == winners
    assert missed(decision) == losers


@pytest.mark.parametrize("lanes", [FIRST, FIRST_BY_LINE])
def test_after_the_first_only_those_who_had_something_to_give_are_beaten(lanes: tuple[Lane, ...]) -> None:
    # given: one that has nothing to do here, one that is used up, one that asks for what the winner took off, and one
    # that asks for more than there ever was
    spent = Budget(number=0, metric=Metric.USES, scope=BudgetScope.CAMPAIGN, period=Period.ALL, limit=1)
    rules = ruleset(
        amount("won", 500, priority=9),
        campaign("delivery", {"delivery_off": {}}),
        amount("used_up", 500, budgets=(spent,)),
        amount("would", 10_000, when={"all": [{"goods_to_pay": {"at_least": 10_000}}]}),
        amount("never", 10_000, when={"all": [{"goods_to_pay": {"at_least": 10_001}}]}),
        lanes=lanes,
    )
    # when
    found = decided(rules, ONE, facts(ONE, known={"budget:used_up:0": 0}))
    # then
    assert applied(found) == ["won"]
    reasons = {"delivery": "nothing", "used_up": "budget", "would": "beaten", "never": "threshold"}
    assert dict(missed(found)) == reasons
    would = next(one for one in found.not_applied if one.campaign == "would")
    assert would.text_en.endswith("another offer applies instead: won")


def test_ties_go_to_the_priority_and_then_to_the_code() -> None:
    assert applied(decided(ruleset(amount("b", 100), amount("a", 100), lanes=best()), ONE)) == ["a"]
    assert applied(decided(ruleset(amount("b", 100, priority=1), amount("a", 100), lanes=best()), ONE)) == ["b"]


@pytest.mark.parametrize(("within", "winner"), [(0, "most"), (999, "most"), (1_000, "cheap"), (5_000, "cheap")])
def test_best_for_both_takes_the_least_cost_of_those_near_the_best(within: int, winner: str) -> None:
    # given: 100 off, or 90 off
    rules = ruleset(amount("most", 10_000), amount("cheap", 9_000), amount("far", 4_000), lanes=best(within=within))
    # when / then
    assert applied(decided(rules, ONE)) == [winner]


def test_lanes_add_up_in_their_order() -> None:
    # given: half off the goods, then 10 % off what is left
    rules = ruleset(
        campaign("order", {"percent_off_order": {"rate": 1_000}}, lane="order", priority=99),
        campaign("goods", {"percent_off": {"rate": 5_000}}),
    )
    # when
    decision = decided(rules, ONE)
    # then
    assert (applied(decision), decision.to_pay_kopecks) == (["goods", "order"], 4_500)


@pytest.mark.parametrize("who_says", ["first", "second"])
def test_exclusion_works_both_ways_and_over_lanes(who_says: str) -> None:
    # given
    rules = ruleset(
        amount("first", 100, excludes=("second",) if who_says == "first" else ()),
        amount("second", 100, lane="order", excludes=("first",) if who_says == "second" else ()),
    )
    # when
    decision = decided(rules, ONE)
    # then
    assert (applied(decision), missed(decision)) == (["first"], [("second", "excluded")])


def test_the_best_of_each_line_wins_it() -> None:
    # given
    rules = ruleset(amount("all", 1_000), amount("b", 3_000, "B"), lanes=best(by_line=True))
    # when
    decision = decided(rules, TWO)
    # then
    assert off(decision) == ["10.00", "30.00"]


def test_by_line_the_first_leaves_its_lines_to_nobody_else() -> None:
    # given
    rules = ruleset(amount("b", 100, "B", priority=1), amount("all", 3_000), lanes=FIRST_BY_LINE)
    # when / then
    assert off(decided(rules, TWO)) == ["30.00", "1.00"]


def test_by_line_an_excluded_campaign_takes_no_lines_from_others() -> None:
    # given: a excludes b; c may have what b would have had
    rules = ruleset(
        amount("a", 100, "A", priority=3, excludes=("b",)), amount("b", 3_000, "B", priority=2),
        amount("c", 2_000, "B", priority=1), lanes=FIRST_BY_LINE,
    )  # fmt: skip
    # when
    decision = decided(rules, TWO)
    # then
    assert (off(decision), missed(decision)) == (["1.00", "20.00"], [("b", "excluded")])


def test_by_line_of_two_that_exclude_each_other_the_one_worth_more_stays() -> None:
    # given: they want different lines
    rules = ruleset(
        amount("a", 100, "A", priority=1, excludes=("b",)), amount("b", 3_000, "B"), lanes=best(by_line=True)
    )
    # when
    decision = decided(rules, TWO)
    # then
    assert (off(decision), missed(decision)) == (["0.00", "30.00"], [("a", "beaten")])


def test_by_line_delivery_and_texts_win_no_line_from_anybody() -> None:
    # given
    one = cart(line("a", "100.00"), delivery="300.00")
    for lanes in (best(by_line=True), FIRST_BY_LINE):
        rules = ruleset(
            campaign("delivery", {"delivery_off": {}}, priority=1), amount("goods", 1_000), lanes=lanes,
        )  # fmt: skip
        # when / then
        assert applied(decided(rules, one)) == ["goods", "delivery"]


def test_a_bundle_gets_all_its_lines_where_it_is_worth_more() -> None:
    # given
    parts = [{"goods": {"skus": ["A"]}}, {"goods": {"skus": ["B"]}}]
    bundle = campaign("set", {"bundle_price": {"parts": parts, "price": 12_000}})
    # when / then: 80 off both together, against 50 or 30 off each
    assert off(decided(ruleset(bundle, amount("each", 5_000), lanes=best(by_line=True)), TWO)) == ["50.00", "50.00"]
    assert off(decided(ruleset(bundle, amount("each", 3_000), lanes=best(by_line=True)), TWO)) == ["40.00", "40.00"]


def test_what_is_too_large_to_search_is_said_to_be_approximate() -> None:
    # given
    count = choose_by_line.MOST_WAYS.bit_length()
    large = cart(*(line(str(number), "10.00") for number in range(count)))
    rules = ruleset(
        campaign("a", {"percent_off": {"rate": 1_000, "at_most": 500}}),
        campaign("b", {"percent_off": {"rate": 500}}),
        lanes=best(by_line=True),
    )
    # when
    found = offered(rules, large)
    # then
    assert found.approximated == ("goods",)
    assert sum(decided(rules, large).discount_kopecks for _ in "x") >= 500 + (count - 5) * 50
