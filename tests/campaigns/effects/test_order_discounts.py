"""Discounts on the order as a whole: their size, how they are split, and delivery."""

from typing import Any

import pytest

from loyalty.purchase.facts import LineGoods
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, programme, ruleset

THREE = (line("a", "20.00"), line("b", "45.00"), line("c", "30.00", "2", category="coffee"))
STEPS = [{"from": 10_000, "value": 500}, {"from": 12_500, "value": 1_000}]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"amount_off_order": {"amount": 1_000}}, ["1.60", "3.60", "4.80"]),
        ({"amount_off_order": {"amount": 1_000, "split": "quantity"}}, ["2.50", "2.50", "5.00"]),
        ({"amount_off_order": {"amount": 9_000, "split": "quantity"}}, ["20.00", "23.33", "46.67"]),
        ({"amount_off_order": {"amount": 12_400, "split": "quantity"}}, ["20.00", "44.00", "60.00"]),
        ({"amount_off_order": {"amount": 99_900, "split": "quantity"}}, ["20.00", "45.00", "60.00"]),
        ({"amount_off_order": {"amount": 1_000, "goods": {"categories": ["coffee"]}}}, ["0.00", "0.00", "10.00"]),
        ({"amount_off_order": {"amount": 100_000}}, ["20.00", "45.00", "60.00"]),
        ({"amount_off_order": {"amount": 1_000, "at_most": 500}}, ["0.80", "1.80", "2.40"]),
        ({"percent_off_order": {"rate": 1_000}}, ["2.00", "4.50", "6.00"]),
        ({"percent_off_order": {"rate": 1_000, "at_most": 1_000}}, ["1.60", "3.60", "4.80"]),
        ({"percent_off_order": {"rate": 1_010, "rounding": "rouble"}}, ["1.92", "4.32", "5.76"]),
        ({"percent_off_order_by_steps": {"steps": STEPS}}, ["2.00", "4.50", "6.00"]),
        ({"amount_off_order_by_steps": {"steps": STEPS}}, ["1.60", "3.60", "4.80"]),
        ({"order_price": {"price": 11_500}}, ["1.60", "3.60", "4.80"]),
        ({"order_price": {"price": 12_500}}, ["0.00", "0.00", "0.00"]),
        ({"order_price": {"price": 20_000}}, ["0.00", "0.00", "0.00"]),
    ],
)
def test_what_comes_off_the_order(effect: dict[str, Any], expected: list[str]) -> None:
    assert off(decided(ruleset(campaign("c", effect)), cart(*THREE))) == expected


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        # 31.00 wanted: 4.00, 9.00 and 18.00, of which floors leave the first 1.00; all of the rest is below the maximum
        ({"percent_off_order": {"rate": 2_000, "at_most": 2_600}}, ["1.00", "8.33", "16.67"]),
        ({"percent_off_order": {"rate": 2_000, "at_most": 1_300}}, ["1.00", "4.00", "8.00"]),
        ({"percent_off_order": {"rate": 2_000, "at_most": 3_000}}, ["1.00", "9.00", "18.00"]),
        ({"percent_off_order": {"rate": 2_000}}, ["1.00", "9.00", "18.00"]),
        ({"percent_off": {"rate": 2_000, "at_most": 1_000}}, ["1.00", "9.00", "0.00"]),
        ({"percent_off": {"rate": 2_000, "at_most": 600}}, ["1.00", "5.00", "0.00"]),
        ({"percent_off": {"rate": 2_000, "at_most": 50}}, ["0.50", "0.00", "0.00"]),
    ],
)
def test_a_maximum_bounds_what_is_given_after_floors_have_held_some_back(
    effect: dict[str, Any], expected: list[str]
) -> None:
    # given
    sent = cart(line("a", "20.00"), line("b", "45.00"), line("c", "45.00", "2"))
    known = facts(sent, LineGoods(min_price_kopecks=1_900), LineGoods(), LineGoods())
    # when / then
    assert off(decided(ruleset(campaign("c", effect)), sent, known)) == expected


@pytest.mark.parametrize("effect", [{"percent_off": {"rate": 5_000, "at_most": 3_000}},
                                    {"percent_off_order": {"rate": 5_000, "at_most": 3_000}}])  # fmt: skip
def test_the_programmes_caps_count_what_is_given_too(effect: dict[str, Any]) -> None:
    # given: at most a third of the purchase in all, and a line that may lose nothing
    sent = cart(line("a", "20.00"), line("b", "45.00"))
    known = facts(sent, LineGoods(min_price_kopecks=2_000), LineGoods())
    # when
    found = decided(ruleset(campaign("c", effect)), sent, known, under=programme(discount_order_rate=3_000))
    # then: 30 % of 65.00
    assert off(found) == ["0.00", "19.50"]


@pytest.mark.parametrize(
    ("kopecks", "expected"),
    [(1, ["0.01", "0.00", "0.00"]), (2, ["0.01", "0.01", "0.00"]), (100, ["0.34", "0.33", "0.33"])],
)
def test_the_last_kopecks_go_to_the_largest_remainders_and_of_equal_ones_to_the_earlier_lines(
    kopecks: int, expected: list[str]
) -> None:
    equal = cart(*(line(name, "10.00") for name in "abc"))

    assert off(decided(ruleset(campaign("c", {"amount_off_order": {"amount": kopecks}})), equal)) == expected


def test_the_order_price_is_the_price_also_after_other_offers_and_on_shelf_prices() -> None:
    for on_shelf in (False, True):
        # given: 100 roubles, 20 off by another offer
        rules = ruleset(
            campaign("first", {"amount_off_line": {"amount": 2_000}}, priority=2),
            campaign("second", {"order_price": {"price": 7_000}}, priority=1, on_shelf=on_shelf),
        )
        # when / then
        assert off(decided(rules, cart(line("a", "100.00")))) == ["30.00"]


def test_a_certificate_that_is_sold_takes_no_part() -> None:
    # given
    both = cart(line("a", "100.00"), line("b", "1000.00"))
    known = facts(both, LineGoods(), LineGoods(is_certificate=True))
    # when / then
    for effect in ({"percent_off_order": {"rate": 1_000}}, {"amount_off_order": {"amount": 1_000}}):
        assert off(decided(ruleset(campaign("c", effect)), both, known)) == ["10.00", "0.00"]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"delivery_off": {}}, 0),
        ({"delivery_off": {"rate": 5_000}}, 15_000),
        ({"delivery_off": {"at_most": 10_000}}, 20_000),
        ({"delivery_off": {"rate": 1_000, "at_most": 10_000}}, 27_000),
        ({"amount_off_order": {"amount": 100_000}}, 30_000),
    ],
)
def test_what_is_left_to_pay_for_delivery(effect: dict[str, Any], expected: int) -> None:
    decision = decided(ruleset(campaign("c", effect)), cart(line("a", "100.00"), delivery="300.00"))

    assert decision.delivery is not None
    assert decision.delivery.to_pay_kopecks == expected


def test_there_is_nothing_to_do_for_an_order_without_delivery() -> None:
    decision = decided(ruleset(campaign("c", {"delivery_off": {}})), cart(line("a", "100.00")))

    assert (decision.applied, [one.code for one in decision.not_applied]) == ((), ["nothing"])
