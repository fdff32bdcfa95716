"""Buy some, get some: which pieces are cheaper, and by how much."""

from typing import Any

import pytest

from loyalty.purchase.facts import LineGoods
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, ruleset

TEA = {"categories": ["tea"]}


@pytest.mark.parametrize(
    ("effect", "pieces", "expected"),
    [
        # of every three the cheapest for nothing; pieces as (price, how many)
        ({"pieces": 3}, [("30.00", "1"), ("20.00", "1"), ("10.00", "1")], ["0.00", "0.00", "10.00"]),
        ({"pieces": 3}, [("30.00", "1"), ("20.00", "1")], ["0.00", "0.00"]),
        ({"pieces": 3}, [("10.00", "7")], ["20.00"]),
        ({"pieces": 3, "at_most": 1}, [("10.00", "7")], ["10.00"]),
        ({"pieces": 2, "rate": 5_000}, [("30.00", "1"), ("20.00", "1")], ["0.00", "10.00"]),
        ({"pieces": 3, "count": 2}, [("30.00", "1"), ("20.00", "1"), ("10.00", "1")], ["0.00", "20.00", "10.00"]),
        # six pieces, two sets: the two cheapest of all, or the cheapest of each set
        ({"pieces": 3}, [(f"{price}0.00", "1") for price in (6, 5, 4, 3, 2, 1)], [*["0.00"] * 4, "20.00", "10.00"]),
        (
            {"pieces": 3, "chosen": "of_set"},
            [(f"{price}0.00", "1") for price in (6, 5, 4, 3, 2, 1)],
            ["0.00", "0.00", "40.00", "0.00", "0.00", "10.00"],
        ),
        (
            {"pieces": 3, "count": 2, "chosen": "of_set"},
            [(f"{price}0.00", "1") for price in (6, 5, 4, 3, 2, 1)],
            ["0.00", "50.00", "40.00", "0.00", "20.00", "10.00"],
        ),
        (
            {"pieces": 3, "chosen": "of_set"},
            [("30.00", "2"), ("20.00", "2"), ("10.00", "3")],
            ["0.00", "20.00", "10.00"],
        ),
        (
            {"pieces": 3, "chosen": "of_set"},
            [("30.00", "1"), ("20.00", "1"), ("10.00", "2")],
            ["0.00", "0.00", "10.00"],
        ),
        # of equal prices the later line is cheaper
        ({"pieces": 2}, [("10.00", "1"), ("10.00", "1")], ["0.00", "10.00"]),
    ],
)
def test_the_cheapest_of_every_so_many(
    effect: dict[str, Any], pieces: list[tuple[str, str]], expected: list[str]
) -> None:
    lines = [line(str(number), price, count) for number, (price, count) in enumerate(pieces)]

    assert off(decided(ruleset(campaign("c", {"cheapest_of": effect})), cart(*lines))) == expected


def test_only_pieces_of_one_product_make_a_set() -> None:
    # given: two of A on two lines, one of B
    lines = (line("1", "10.00", sku="A"), line("2", "8.00", sku="B"), line("3", "10.00", sku="A"))
    # when / then
    for same, expected in ((True, ["0.00", "0.00", "10.00"]), (False, ["0.00", "8.00", "0.00"])):
        rules = ruleset(campaign("c", {"cheapest_of": {"pieces": 2, "same": same}}))
        assert off(decided(rules, cart(*lines))) == expected


def test_a_weighed_line_and_a_part_of_a_piece_are_no_pieces() -> None:
    # given
    lines = cart(line("a", "10.00", "2"), line("b", "1.00", "2"), line("c", "1.00", "1.500"))
    known = facts(lines, LineGoods(), LineGoods(is_weighed=True), LineGoods())
    # when / then
    assert off(decided(ruleset(campaign("c", {"cheapest_of": {"pieces": 2}})), lines, known)) == [
        "10.00",
        "0.00",
        "0.00",
    ]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"rate": 1_500}, ["0.00", "1.50"]),
        ({"rate": 10_000, "count": 2}, ["30.00", "10.00"]),
        ({"amount": 444}, ["0.00", "4.44"]),
        ({"amount": 444, "count": 3}, ["8.88", "4.44"]),
        ({"amount": 100_000, "count": 9}, ["90.00", "10.00"]),
    ],
)
def test_the_cheapest_pieces(effect: dict[str, Any], expected: list[str]) -> None:
    lines = (line("a", "30.00", "3"), line("b", "10.00"))

    assert off(decided(ruleset(campaign("c", {"cheapest_pieces": effect})), cart(*lines))) == expected


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (
            {"nth": 3, "rate": 5_000},
            ["0.00", "10.00", "0.00"],
        ),  # dearest first: the third is of b, the sixth is not there
        ({"nth": 2, "rate": 10_000}, ["30.00", "0.00", "10.00"]),
        ({"nth": 2, "rate": 10_000, "at_most": 1}, ["30.00", "0.00", "0.00"]),
        ({"nth": 6, "rate": 10_000}, ["0.00", "0.00", "0.00"]),
    ],
)
def test_every_nth_counted_from_the_dearest(effect: dict[str, Any], expected: list[str]) -> None:
    lines = (line("a", "30.00", "2"), line("b", "20.00"), line("c", "10.00"))

    assert off(decided(ruleset(campaign("c", {"every_nth": effect})), cart(*lines))) == expected


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 2}, ["0.00", "20.00"]),
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 2, "rate": 5_000}, ["0.00", "10.00"]),
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 4}, ["0.00", "10.00"]),
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 5}, ["0.00", "0.00"]),
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 4, "get": 5}, ["0.00", "30.00"]),
        ({"goods": {"skus": ["A"]}, "reward": {"skus": ["B"]}, "buy": 1, "at_most": 1}, ["0.00", "10.00"]),
        # overlapping goods: a piece that is given is not one that was bought
        ({"goods": {}, "reward": {"skus": ["B"]}, "buy": 2}, ["0.00", "20.00"]),
        ({"goods": {}, "reward": {}, "buy": 6}, ["0.00", "10.00"]),
        ({"goods": {}, "reward": {}, "buy": 7}, ["0.00", "0.00"]),
        ({"goods": {"skus": ["B"]}, "reward": {"skus": ["B"]}, "buy": 2}, ["0.00", "10.00"]),
    ],
)
def test_buy_some_get_others(effect: dict[str, Any], expected: list[str]) -> None:
    """Four of A at 100 and three of B at 10."""
    lines = (line("1", "100.00", "4", sku="A"), line("2", "10.00", "3", sku="B"))

    assert off(decided(ruleset(campaign("c", {"buy_get": effect})), cart(*lines))) == expected


def test_the_pieces_of_a_set_are_used_up_for_the_next_set() -> None:
    # given: five pieces, two sets of two by the first offer, one piece is left
    rules = ruleset(
        campaign("first", {"cheapest_of": {"pieces": 2}}, priority=2),
        campaign("second", {"cheapest_of": {"pieces": 1}}, priority=1, only_free=True),
    )
    # when
    decision = decided(rules, cart(line("a", "10.00", "5")))
    # then: 20 by the first; the fifth piece costs a fifth of the 30 that are left
    assert [(one.campaign, one.kopecks) for one in decision.applied] == [("first", 2_000), ("second", 600)]


@pytest.mark.parametrize(("on_shelf", "expected"), [(False, "125.00"), (True, "150.00")])
def test_a_percent_off_a_piece_on_its_shelf_price(on_shelf: bool, expected: str) -> None:
    # given: two at 100, half off both, then every second one at half price
    rules = ruleset(
        campaign("first", {"percent_off": {"rate": 5_000}}, priority=2),
        campaign("second", {"cheapest_of": {"pieces": 2, "rate": 5_000}}, priority=1, on_shelf=on_shelf),
    )
    # when / then
    assert off(decided(rules, cart(line("a", "100.00", "2")))) == [expected]


def test_a_million_pieces_are_counted_and_not_listed() -> None:
    # given
    many = cart(line("a", "1.00", "999999"), line("b", "2.00", "999999"))
    parts = [{"goods": {"skus": ["SKU-a"]}}, {"goods": {"skus": ["SKU-b"]}}]
    # when / then
    for effect, expected in (
        ({"cheapest_of": {"pieces": 3}}, ["666666.00", "0.00"]),
        ({"every_nth": {"nth": 2, "rate": 10_000}}, ["500000.00", "999998.00"]),
        ({"bundle_price": {"parts": parts, "price": 200}}, ["333333.00", "666666.00"]),
    ):
        assert off(decided(ruleset(campaign("c", effect)), many)) == expected
