"""Conditions about the cart: on both sides of each threshold."""

from typing import Any

import pytest

from campaigns.conditions.condition import CONDITIONS
from campaigns.coupons.normal import normal_code
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import LineGoods, ShopFacts
from loyalty.rules.invalid import InvalidRule
from tests.campaigns.situations import campaign, cart, decided, facts, line, off, offered, ruleset

COFFEE = {"categories": ["coffee"]}
SAY = {"say": {"slot": "till", "ru": "да", "en": "yes"}}


def sold(**words: Any) -> Cart:
    """300 of coffee in two lines (3 pieces), 50 of something else."""
    return cart(
        line("a", "100.00", "2", category="coffee"), line("b", "100.00", category="coffee"), line("c", "50.00"), **words
    )


def holds(condition: dict[str, Any], one: Cart, **words: Any) -> bool:
    rules = ruleset(campaign("c", SAY, when={"all": [condition]}))
    return bool(offered(rules, one, facts(one, **words)).outcomes)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"goods_total": {"at_least": 35_000}}, True),
        ({"goods_total": {"at_least": 35_001}}, False),
        ({"goods_total": {"at_most": 35_000}}, True),
        ({"goods_total": {"at_most": 34_999}}, False),
        ({"goods_total": {"goods": COFFEE, "at_least": 30_000, "at_most": 30_000}}, True),
        ({"goods_total": {"goods": COFFEE, "at_least": 30_001}}, False),
        ({"goods_to_pay": {"at_least": 35_000}}, True),
        ({"goods_to_pay": {"goods": {"skus": ["none"]}, "at_most": 0}}, True),
        ({"goods_quantity": {"goods": COFFEE, "at_least": 3_000}}, True),
        ({"goods_quantity": {"goods": COFFEE, "at_least": 3_001}}, False),
        ({"goods_quantity": {"at_most": 3_999}}, False),
        ({"line_quantity": {"at_least": 2_000}}, True),
        ({"line_quantity": {"at_least": 2_001}}, False),
        ({"line_quantity": {"goods": {"skus": ["none"]}, "at_most": 0}}, True),
        ({"lines": {"at_least": 3}}, True),
        ({"lines": {"goods": COFFEE, "at_least": 3}}, False),
        ({"lines": {"goods": COFFEE, "at_most": 2}}, True),
        ({"has_goods": {"goods": COFFEE}}, True),
        ({"has_goods": {"goods": COFFEE, "which": "every"}}, False),
        ({"has_goods": {"which": "every"}}, True),
        ({"has_goods": {"goods": COFFEE, "which": "none"}}, False),
        ({"has_goods": {"goods": {"skus": ["none"]}, "which": "none"}}, True),
        ({"has_goods": {"goods": {"skus": ["none"]}, "which": "every"}}, False),
        ({"shop": {"one_of": ["lesnaya"]}}, True),
        ({"shop": {"none_of": ["lesnaya"]}}, False),
        ({"shop": {"one_of": ["other"]}}, False),
        ({"channel": {"one_of": ["web", "app"]}}, True),
        ({"channel": {"none_of": ["web"]}}, False),
        ({"payment": {"one_of": ["card"]}}, True),
        ({"payment": {"one_of": ["cash"]}}, False),
        ({"delivery_kind": {"one_of": ["courier"]}}, True),
        ({"delivery_kind": {"known": False}}, False),
        ({"has_member": {"is_so": True}}, True),
        ({"has_member": {"is_so": False}}, False),
        ({"cart_attribute": {"name": "terminal", "values": ["3"]}}, True),
        ({"cart_attribute": {"name": "terminal", "values": ["4"]}}, False),
        ({"cart_attribute": {"name": "unknown", "values": ["3"]}}, False),
    ],
)
def test_a_condition_of_the_cart(condition: dict[str, Any], expected: bool) -> None:
    one = sold(channel="web", payment="card", delivery="10.00", attributes={"terminal": "3"})

    assert holds(condition, one) is expected


def test_the_group_of_the_shop() -> None:
    one = sold()
    rules = ruleset(campaign("c", SAY, when={"all": [{"shop_group": {"one_of": ["Кофе"]}}]}))
    for group, expected in (("Кофе", 1), ("Чай", 0)):
        # given: facts of a shop of this group
        known = facts(one)
        known = type(known)(goods=known.goods, shop=ShopFacts(code="x", group=group))
        # when / then
        assert len(offered(rules, one, known).outcomes) == expected


@pytest.mark.parametrize(
    ("codes", "presented", "expected"),
    [
        (["SPRING"], ("spring",), True),
        (["spring-26"], (" SPRING 26 ",), True),
        (["A", "B"], ("b",), True),
        (["A"], ("AA",), False),
        (["A"], (), False),
        (["A"], ("---", ""), False),
    ],
)
def test_a_code_is_known_in_any_writing(codes: list[str], presented: tuple[str, ...], expected: bool) -> None:
    assert holds({"code_presented": {"codes": codes}}, sold(codes=presented)) is expected


def test_a_code_without_a_letter_or_digit_is_refused_for_anybody_could_present_it() -> None:
    with pytest.raises(InvalidRule) as refused:
        CONDITIONS.parse({"code_presented": {"codes": ["A", "-—-"]}}, "when")

    assert (refused.value.field, normal_code("-—-")) == ("when.code_presented.codes[1]", "")


@pytest.mark.parametrize(("condition", "expected"), [("goods_total", "60.00"), ("goods_to_pay", "50.00")])
def test_a_threshold_before_or_after_the_discounts_that_came_earlier(condition: str, expected: str) -> None:
    # given: 100, half off; then 10 off from 100 on
    rules = ruleset(
        campaign("half", {"percent_off": {"rate": 5_000}}, priority=1),
        campaign("ten", {"amount_off_line": {"amount": 1_000}}, when={"all": [{condition: {"at_least": 10_000}}]}),
    )
    # when / then
    assert off(decided(rules, cart(line("a", "100.00")))) == [expected]


def test_what_the_catalogue_says_of_goods_wins_over_the_cart() -> None:
    one = cart(line("a", "100.00", category="coffee"))
    rules = ruleset(campaign("c", SAY, when={"all": [{"has_goods": {"goods": COFFEE}}]}))

    assert not offered(rules, one, facts(one, LineGoods(category="tea", category_path=("tea",)))).outcomes
    assert offered(rules, one, facts(one, LineGoods(category="arabica", category_path=("arabica", "coffee")))).outcomes
