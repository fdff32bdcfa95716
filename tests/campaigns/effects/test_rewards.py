"""Gifts, pieces for points of a unit, the burn limit, texts."""

from typing import Any

import pytest
from django.utils import translation

from campaigns.effects.effect import EFFECTS
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.purchase.outcomes import BurnLimit, Gift, Say, SpendUnits
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, offered, ruleset

CUPS = {"gift": {"skus": ["CUP-1", "CUP-2"]}}
STAMPS = {"unit": "STAMP", "points": 6, "goods": {"categories": ["coffee"]}}


def test_a_gift_that_is_in_the_cart_is_free_once() -> None:
    one = cart(line("a", "100.00"), line("b", "50.00", "3", sku="CUP-2"))

    assert off(decided(ruleset(campaign("c", CUPS)), one)) == ["0.00", "50.00"]


def test_of_two_gifts_in_the_cart_the_one_named_first_is_free() -> None:
    one = cart(line("a", "50.00", sku="CUP-2"), line("b", "90.00", sku="CUP-1"))

    assert off(decided(ruleset(campaign("c", CUPS)), one)) == ["0.00", "90.00"]


def test_a_gift_that_is_not_in_the_cart_may_be_added() -> None:
    (gift,) = offered(ruleset(campaign("c", CUPS)), cart(line("a", "100.00"))).outcomes

    assert isinstance(gift, Gift)
    assert [(choice.sku, choice.quantity_milli) for choice in gift.choices] == [("CUP-1", 1_000), ("CUP-2", 1_000)]


@pytest.mark.parametrize(("below_floor", "expected"), [(True, "50.00"), (False, "10.00")])
def test_an_approved_gift_goes_below_the_floor(below_floor: bool, expected: str) -> None:
    # given
    one = cart(line("a", "50.00", sku="CUP-1"))
    known = facts(one, LineGoods(min_price_kopecks=4_000))
    # when / then
    rules = ruleset(campaign("c", {"gift": {"skus": ["CUP-1"], "below_floor": below_floor}}))
    assert off(decided(rules, one, known)) == [expected]


@pytest.mark.parametrize(
    ("effect", "bought", "expected"),
    [
        ({"pieces": 3}, [("A", "2")], []),
        ({"pieces": 3}, [("A", "3")], [("A", 1)]),
        ({"pieces": 3}, [("A", "75")], [("A", 25)]),
        ({"pieces": 3}, [("A", "2"), ("B", "1"), ("A", "1")], [("A", 1)]),
        ({"pieces": 2, "more": 2, "at_most": 3}, [("A", "4"), ("B", "2")], [("A", 3), ("B", 2)]),
    ],
)
def test_more_of_the_same_for_nothing(
    effect: dict[str, Any], bought: list[tuple[str, str]], expected: list[tuple[str, int]]
) -> None:
    # given
    lines = [line(str(number), "10.00", count, sku=sku) for number, (sku, count) in enumerate(bought)]
    # when
    found = offered(ruleset(campaign("c", {"more_for_nothing": effect})), cart(*lines)).outcomes
    # then
    gifts = [choice for one in found if isinstance(one, Gift) for choice in one.choices]
    assert [(gift.sku, gift.quantity_milli // 1_000) for gift in gifts] == expected


@pytest.mark.parametrize(
    ("has", "at_most", "expected", "spent"),
    [(5, 1, "0.00", 0), (6, 1, "100.00", 6), (13, 1, "100.00", 6), (13, 5, "200.00", 12), (99, 5, "200.00", 12)],
)
def test_pieces_for_points_of_a_unit(has: int, at_most: int, expected: str, spent: int) -> None:
    """Two coffees at 100 are in the cart."""
    # given
    one = cart(line("a", "100.00", "2", category="coffee"), line("b", "10.00"))
    known = facts(one, known={"balance:STAMP": has})
    rules = ruleset(campaign("c", {"pieces_for_units": {**STAMPS, "at_most": at_most}}))
    # when
    found = offered(rules, one, known)
    # then
    assert off(decided(rules, one, known)) == [expected, "0.00"]
    assert sum(outcome.points for outcome in found.outcomes if isinstance(outcome, SpendUnits)) == spent


def test_two_campaigns_do_not_spend_the_same_points() -> None:
    # given: six stamps
    one = cart(line("a", "100.00", "2", category="coffee"))
    known = facts(one, known={"balance:STAMP": 6})
    rules = ruleset(
        campaign("c1", {"pieces_for_units": STAMPS}), campaign("c2", {"pieces_for_units": STAMPS}, only_free=True)
    )
    # when / then
    assert [applied.campaign for applied in decided(rules, one, known).applied] == ["c1"]


def test_who_may_not_burn_spends_nothing() -> None:
    # given
    one = cart(line("a", "100.00", category="coffee"))
    guest = Facts(goods=(LineGoods(category="coffee", category_path=("coffee",)),), known={"balance:STAMP": 60})
    # when / then
    for effect in ({"pieces_for_units": STAMPS}, {"burn_limit": {"rate": 9_000}}):
        assert offered(ruleset(campaign("c", effect)), one, guest).outcomes == ()


def test_another_burn_limit() -> None:
    (limit,) = offered(ruleset(campaign("c", {"burn_limit": {"rate": 9_000}})), cart(line("a", "1.00"))).outcomes

    assert isinstance(limit, BurnLimit)
    assert limit.rate == 9_000


def test_a_text_is_said_in_both_languages() -> None:
    # given
    says = {"slot": "receipt", "ru": "До вторника", "en": "See you on Tuesday"}
    # when
    (said,) = offered(ruleset(campaign("c", {"say": says})), cart(line("a", "1.00"))).outcomes
    # then
    assert isinstance(said, Say)
    assert (said.slot, said.text.ru, said.text.en) == ("receipt", "До вторника", "See you on Tuesday")
    with translation.override("en"):
        assert EFFECTS["say"].parse(says, "").words() == "say (receipt): See you on Tuesday"
