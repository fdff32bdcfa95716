"""Points on top of the programme's own."""

from typing import Any

import pytest

from loyalty.purchase.facts import Facts, LineGoods
from tests.campaigns.situations import campaign, cart, decided, earned, line, programme, ruleset

COFFEE = {"categories": ["coffee"]}
TWO = (line("a", "150.50", "2", category="coffee"), line("b", "99.00"))  # 301 of coffee, 400 in all


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"extra_points": {"points": 100}}, {"BONUS": 100}),
        ({"extra_points": {"points": 1, "unit": "STAMP"}}, {"STAMP": 1}),
        ({"points_percent": {"rate": 1_000}}, {"BONUS": 40}),
        ({"points_percent": {"rate": 1_000, "goods": COFFEE}}, {"BONUS": 30}),
        ({"points_percent": {"rate": 1_000, "at_most": 7}}, {"BONUS": 7}),
        ({"points_percent": {"rate": 1_000, "unit": "STAMP"}}, {"STAMP": 40}),
        (
            {"points_percent_by_steps": {"steps": [{"from": 0, "value": 100}, {"from": 40_000, "value": 500}]}},
            {"BONUS": 20},
        ),
        ({"points_percent_by_steps": {"steps": [{"from": 40_001, "value": 500}]}}, {}),
        ({"points_per_amount": {"points": 3, "amount": 10_000}}, {"BONUS": 12}),
        ({"points_per_amount": {"points": 3, "amount": 10_000, "goods": COFFEE}}, {"BONUS": 9}),
        ({"points_per_amount": {"points": 3, "amount": 40_001}}, {}),
        ({"points_per_item": {"points": 1, "unit": "STAMP", "goods": COFFEE}}, {"STAMP": 2}),
        ({"points_per_item": {"points": 2}}, {"BONUS": 6}),
        ({"points_per_item": {"points": 2, "at_most": 5}}, {"BONUS": 5}),
        ({"multiply_points": {"rate": 20_000}}, {"BONUS": 20}),
        ({"multiply_points": {"rate": 30_000, "goods": COFFEE}}, {"BONUS": 30}),
        ({"multiply_points": {"rate": 20_000, "at_most": 3}}, {"BONUS": 3}),
        ({"points_percent": {"rate": 1_000, "goods": {"skus": ["none"]}}}, {}),
    ],
)
def test_points_added(effect: dict[str, Any], expected: dict[str, int]) -> None:
    """The programme itself gives 5 %: 20 points, 15 of them for coffee."""
    decision = decided(ruleset(campaign("c", effect)), cart(*TWO))

    assert earned(decision, "c") == expected


def test_points_are_for_what_is_left_to_pay() -> None:
    # given
    rules = ruleset(
        campaign("half", {"percent_off": {"rate": 5_000}}, priority=2),
        campaign("points", {"points_percent": {"rate": 1_000}}, lane="order"),
    )
    # when / then
    assert earned(decided(rules, cart(line("a", "100.00"))), "points") == {"BONUS": 5}


def test_a_weighed_line_is_one_item() -> None:
    # given
    one = cart(line("a", "100.00", "2.345"), line("b", "100.00", "3"))
    known = Facts(goods=(LineGoods(is_weighed=True), LineGoods()), can_earn=True)
    # when
    decision = decided(ruleset(campaign("c", {"points_per_item": {"points": 1}})), one, known)
    # then
    assert earned(decision, "c") == {"BONUS": 4}


def test_who_may_not_earn_is_promised_nothing() -> None:
    one = cart(line("a", "100.00"))

    for effect in (
        {"extra_points": {"points": 1}},
        {"points_percent": {"rate": 100}},
        {"multiply_points": {"rate": 20_000}},
    ):
        decision = decided(ruleset(campaign("c", effect)), one, Facts(goods=(LineGoods(),), can_earn=False))
        assert (decision.applied, [n.code for n in decision.not_applied]) == ((), ["nothing"])


def test_rounding_is_the_programmes() -> None:
    # given: 10 % of 19.90 is 1.99 points
    rules, one = ruleset(campaign("c", {"points_percent": {"rate": 1_000}})), cart(line("a", "19.90"))
    # when / then
    assert earned(decided(rules, one), "c") == {"BONUS": 1}
    assert programme().settings.rounding.direction == "down"
