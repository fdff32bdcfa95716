"""Several goods together at one price."""

from typing import Any

import pytest

from loyalty.purchase.facts import LineGoods
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, ruleset

COFFEE, BAKERY, ANY = {"categories": ["coffee"]}, {"categories": ["bakery"]}, dict[str, Any]()


def _sold(*prices: tuple[str, str, str]) -> Any:
    return cart(*(line(str(n), price, count, category=what) for n, (what, price, count) in enumerate(prices)))


@pytest.mark.parametrize(
    ("bundle", "sold", "expected"),
    [
        # a coffee and a bun for 250
        ({}, [("coffee", "200.00", "1"), ("bakery", "100.00", "1")], ["33.33", "16.67"]),
        ({}, [("coffee", "200.00", "1")], ["0.00"]),
        ({}, [("coffee", "150.00", "1"), ("bakery", "100.00", "1")], ["0.00", "0.00"]),
        ({}, [("coffee", "200.00", "3"), ("bakery", "100.00", "2")], ["66.67", "33.33"]),
        ({"at_most": 1}, [("coffee", "200.00", "3"), ("bakery", "100.00", "2")], ["33.33", "16.67"]),
        # the dearest sets first; a set that is cheaper anyway stays
        (
            {},
            [("coffee", "120.00", "1"), ("coffee", "300.00", "1"), ("bakery", "100.00", "2")],
            ["0.00", "112.50", "37.50"],
        ),
    ],
)
def test_a_set_for_one_price(bundle: dict[str, Any], sold: list[tuple[str, str, str]], expected: list[str]) -> None:
    effect = {"parts": [{"goods": COFFEE}, {"goods": BAKERY}], "price": 25_000, **bundle}

    assert off(decided(ruleset(campaign("c", {"bundle_price": effect})), _sold(*sold))) == expected


def test_several_pieces_of_a_part() -> None:
    # given: two coffees and a bun for 300
    effect = {"parts": [{"goods": COFFEE, "count": 2}, {"goods": BAKERY}], "price": 30_000}
    # when / then: three coffees make one set
    sold = _sold(("coffee", "150.00", "3"), ("bakery", "100.00", "2"))
    assert off(decided(ruleset(campaign("c", {"bundle_price": effect})), sold)) == ["75.00", "25.00"]


def test_a_part_with_less_choice_is_served_first() -> None:
    # given: anything and a bun; the bun is the dearest of anything
    effect = {"parts": [{"goods": ANY}, {"goods": BAKERY}], "price": 20_000}
    sold = _sold(("bakery", "200.00", "1"), ("coffee", "100.00", "1"))
    # when / then
    assert off(decided(ruleset(campaign("c", {"bundle_price": effect})), sold)) == ["66.67", "33.33"]


def test_the_floor_of_a_set_holds_over_the_set() -> None:
    # given: 300 together, floors of 190 and 100
    sold = _sold(("coffee", "200.00", "1"), ("bakery", "100.00", "1"))
    known = facts(
        sold,
        LineGoods(category="coffee", category_path=("coffee",), min_price_kopecks=9_000),
        LineGoods(category="bakery", category_path=("bakery",), min_price_kopecks=10_000),
    )
    effect = {"parts": [{"goods": COFFEE}, {"goods": BAKERY}], "price": 15_000}
    # when
    decision = decided(ruleset(campaign("c", {"bundle_price": effect})), sold, known)
    # then: no more than 110 comes off, though the bun goes below its own floor
    assert off(decision) == ["73.33", "36.67"]


def test_a_line_that_keeps_the_floor_of_a_set_keeps_it_from_the_next_set() -> None:
    # given: three pieces for nothing; the floor of the third, 34 kopecks, is kept by all three lines
    sold = cart(line("a", "0.15"), line("b", "0.32"), line("c", "10.00"))
    known = facts(sold, LineGoods(), LineGoods(), LineGoods(min_price_kopecks=34))
    rules = ruleset(
        campaign("all", {"cheapest_of": {"pieces": 3, "count": 3}}, priority=2),
        campaign("more", {"cheapest_pieces": {"rate": 10_000, "count": 2}}, priority=1),
    )
    # when
    decision = decided(rules, sold, known)
    # then
    assert decision.to_pay_kopecks == 34
