"""Points of a unit pay once, however many campaigns would like them."""

from typing import Any

from loyalty.purchase.facts import LineGoods
from tests.campaigns.situations import campaign, cart, decided, facts, line, ruleset


def _for_stamps(category: str) -> dict[str, Any]:
    return {"pieces_for_units": {"unit": "STAMP", "points": 6, "goods": {"categories": [category]}}}


def test_two_campaigns_do_not_spend_the_same_stamps() -> None:
    # given six stamps, and two offers that each take six
    sent = cart(line("coffee", "300.00", category="coffee"), line("cake", "200.00", category="cakes"))
    rules = ruleset(campaign("coffee", _for_stamps("coffee"), priority=1), campaign("cake", _for_stamps("cakes")))
    # when
    one = decided(rules, sent, facts(sent, known={"balance:STAMP": 6}))
    both = decided(rules, sent, facts(sent, known={"balance:STAMP": 12}))
    # then
    assert (one.burnt(), one.discount_kopecks) == ({"STAMP": 6}, 30_000)
    assert (both.burnt(), both.discount_kopecks) == ({"STAMP": 12}, 50_000)


def test_stamps_are_not_spent_on_a_discount_that_a_floor_holds_back() -> None:
    # given a coffee that may not be sold for less
    sent = cart(line("coffee", "300.00", category="coffee"))
    goods = LineGoods(category="coffee", category_path=("coffee",), min_price_kopecks=30_000)
    rules = ruleset(campaign("coffee", _for_stamps("coffee")))
    # when
    decision = decided(rules, sent, facts(sent, goods, known={"balance:STAMP": 6}))
    # then
    assert (decision.burnt(), decision.discount_kopecks, decision.applied) == ({}, 0, ())
