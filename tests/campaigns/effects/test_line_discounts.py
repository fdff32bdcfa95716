"""Discounts line by line: what each comes to, to the kopeck."""

from typing import Any

import pytest

from loyalty.purchase.facts import LineGoods
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, ruleset

COFFEE = {"categories": ["coffee"]}
THREE = (line("a", "100.00", "2", category="coffee"), line("b", "33.33", category="coffee"), line("c", "50.00"))


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"percent_off": {"rate": 1_000}}, ["20.00", "3.33", "5.00"]),
        ({"percent_off": {"rate": 1_000, "goods": COFFEE}}, ["20.00", "3.33", "0.00"]),
        ({"percent_off": {"rate": 10_000}}, ["200.00", "33.33", "50.00"]),
        ({"percent_off": {"rate": 1_000, "at_most": 2_100}}, ["20.00", "1.00", "0.00"]),
        ({"percent_off": {"rate": 1_500, "rounding": "half_up"}}, ["30.00", "5.00", "7.50"]),
        ({"percent_off": {"rate": 1_500, "rounding": "down"}}, ["30.00", "4.99", "7.50"]),
        ({"percent_off": {"rate": 1_501, "rounding": "up"}}, ["30.02", "5.01", "7.51"]),
        ({"percent_off": {"rate": 1_500, "rounding": "rouble"}}, ["30.00", "4.00", "7.00"]),
        ({"amount_off_line": {"amount": 4_000}}, ["40.00", "33.33", "40.00"]),
        ({"amount_off_line": {"amount": 4_000, "at_most": 5_000}}, ["40.00", "10.00", "0.00"]),
        ({"amount_off_piece": {"amount": 1_500}}, ["30.00", "15.00", "15.00"]),
        ({"fixed_price": {"price": 4_000}}, ["120.00", "0.00", "10.00"]),
        ({"fixed_price": {"price": 0, "goods": COFFEE}}, ["200.00", "33.33", "0.00"]),
    ],
)
def test_what_comes_off_each_line(effect: dict[str, Any], expected: list[str]) -> None:
    assert off(decided(ruleset(campaign("c", effect)), cart(*THREE))) == expected


@pytest.mark.parametrize(
    ("bought", "expected"), [("49.99", "0.00"), ("50.00", "2.50"), ("99.99", "5.00"), ("100.00", "10.00")]
)
def test_a_step_is_reached_exactly_at_its_threshold(bought: str, expected: str) -> None:
    steps = [{"from": 5_000, "value": 500}, {"from": 10_000, "value": 1_000}]

    decision = decided(ruleset(campaign("c", {"percent_off_by_steps": {"steps": steps}})), cart(line("a", bought)))

    assert off(decision) == [expected]


def test_a_step_once_reached_holds_for_every_line() -> None:
    # given: 100 roubles reach the step; what the first line gives must not take it from the second
    rules = ruleset(campaign("c", {"percent_off_by_steps": {"steps": [{"from": 10_000, "value": 1_000}]}}))
    # when
    decision = decided(rules, cart(line("a", "60.00"), line("b", "40.00")))
    # then
    assert off(decision) == ["6.00", "4.00"]


@pytest.mark.parametrize(
    ("own", "expected"),
    [("7", "7.00"), ("50", "20.00"), ("0", "0.00"), ("", "0.00"), ("-5", "0.00"), ("7.5", "0.00"), ("٣", "0.00")],
)
def test_a_members_own_percent_is_a_whole_number_up_to_the_most(own: str, expected: str) -> None:
    # given
    rules = ruleset(campaign("c", {"personal_percent_off": {"attribute": "discount", "most": 2_000}}))
    one = cart(line("a", "100.00"))
    # when
    decision = decided(rules, one, facts(one, known={"attribute:discount": own}))
    # then
    assert off(decision) == [expected]


def test_a_weighed_line_is_priced_by_the_kilogram() -> None:
    # given
    meat = cart(line("a", "800.00", "1.234"))
    known = facts(meat, LineGoods(is_weighed=True))
    # when / then
    for effect, expected in (
        ({"amount_off_piece": {"amount": 10_000}}, "123.40"),
        ({"fixed_price": {"price": 70_000}}, "123.40"),
        ({"percent_off": {"rate": 1_000}}, "98.72"),
    ):
        assert off(decided(ruleset(campaign("c", effect)), meat, known)) == [expected]


@pytest.mark.parametrize(("on_shelf", "expected"), [(False, "75.00"), (True, "100.00")])
def test_a_percent_builds_on_the_discounted_price_unless_it_is_on_the_shelf_price(
    on_shelf: bool, expected: str
) -> None:
    # given
    rules = ruleset(
        campaign("first", {"percent_off": {"rate": 5_000}}, priority=2),
        campaign("second", {"percent_off": {"rate": 5_000}}, priority=1, on_shelf=on_shelf),
    )
    # when / then
    assert off(decided(rules, cart(line("a", "100.00")))) == [expected]


@pytest.mark.parametrize(
    ("only_free", "uses_up", "expected"),
    [(True, True, "115.00"), (False, True, "130.00"), (True, False, "130.00"), (False, False, "130.00")],
)
def test_who_looks_at_free_pieces_leaves_out_what_another_offer_used_up(
    only_free: bool, uses_up: bool, expected: str
) -> None:
    # given: the second piece for nothing; then 10 % of the 300 that are left, or of the free half of them
    rules = ruleset(
        campaign("set", {"cheapest_of": {"pieces": 2, "at_most": 1}}, priority=2, uses_up=uses_up),
        campaign("ten", {"percent_off": {"rate": 1_000}}, priority=1, only_free=only_free),
    )
    # when / then
    assert off(decided(rules, cart(line("a", "100.00", "4")))) == [expected]


def test_a_line_that_is_all_used_up_is_left_alone_by_who_looks_at_free_pieces_only() -> None:
    # given
    effects: tuple[dict[str, Any], ...] = (
        {"percent_off": {"rate": 1_000}}, {"amount_off_line": {"amount": 100}}, {"amount_off_piece": {"amount": 100}},
        {"fixed_price": {"price": 100}}, {"percent_off_order": {"rate": 1_000}}, {"amount_off_order": {"amount": 100}},
        {"order_price": {"price": 100}}, {"points_per_item": {"points": 1}}, {"points_percent": {"rate": 100}},
    )  # fmt: skip
    for effect in effects:
        rules = ruleset(
            campaign("first", {"amount_off_line": {"amount": 1_000}}, priority=2),
            campaign("second", effect, priority=1, only_free=True),
        )
        # when
        decision = decided(rules, cart(line("a", "100.00")))
        # then
        assert [one.campaign for one in decision.applied] == ["first"], effect
        assert [(one.campaign, one.code) for one in decision.not_applied] == [("second", "nothing")]


def test_a_certificate_that_is_sold_is_never_discounted() -> None:
    one = cart(line("a", "100.00"))

    decision = decided(
        ruleset(campaign("c", {"percent_off": {"rate": 1_000}})), one, facts(one, LineGoods(is_certificate=True))
    )

    assert off(decision) == ["0.00"]
