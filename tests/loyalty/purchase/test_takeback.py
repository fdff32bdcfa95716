"""What returns give back and take."""

from typing import Any

import pytest

from loyalty.program.settings import EarnPerAmount, EarnSteps, Rounding
from loyalty.program.settings import Step as Threshold
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import Outcome
from loyalty.purchase.returning import Before, NothingToReturn, ReturnExceedsOrder, UnknownLine, what_is_left
from loyalty.purchase.shelf import LineRepeated
from tests.fakes.offers import (
    burn_limit,
    by_rate,
    extra,
    gift,
    multiplied,
    off_delivery,
    off_order,
    off_set,
    offered,
    per_amount,
    percent_off,
    say,
    spend,
)
from tests.loyalty.purchase.carts import cart, goods, line, member, priced, programme
from tests.loyalty.purchase.returns import Sale, returning


def sale(
    of: Cart, *on_lines: LineGoods, was_offered: Offered | None = None, facts: Facts | None = None, **settings: Any
) -> Sale:
    under = programme(**settings)
    facts = facts or member(*(on_lines or [goods() for _ in of.lines]))
    return Sale(of, facts, priced(of, facts, offered=was_offered, under=under), under)


def test_a_third_of_a_line_at_a_time_adds_up_to_the_line() -> None:
    # given three pieces for 100.00, a third of it paid with points
    order = sale(cart(line("a", "33.33", "3", amount="100.00"), burn=33))

    # when they come back one by one
    backs = [order.take(returning(("a", "1"))) for _ in range(3)]

    # then 67.00 and 33 points come back in parts that add up
    assert [back.money_kopecks for back in backs] == [2_233, 2_234, 2_233]
    assert [back.give_back for back in backs] == [{"BONUS": 11}] * 3
    assert [back.lines[0].points_paid_kopecks for back in backs] == [1_100, 1_100, 1_100]


def test_points_go_as_what_is_left_earns_less() -> None:
    # given 5 % of 119.99 rounded down: 5 points
    order = sale(cart(line("a", "59.99"), line("b", "60.00")))

    # when 60.00 comes back, 59.99 still earns 2
    assert order.take(returning(("b", "1"))).claw_back == {"BONUS": 3}
    # and the rest takes the rest
    assert order.take(returning(("a", "1"))).claw_back == {"BONUS": 2}


def test_a_return_that_changes_no_points_takes_none() -> None:
    order = sale(cart(line("a", "100.00"), line("b", "10.00")), facts=member(goods(), goods()))

    back = order.take(returning(("b", "1")))

    assert back.claw_back == {}
    assert back.money_kopecks == 1_000


def test_delivery_comes_back_all_at_once_and_only_once() -> None:
    order = sale(cart(line("a", "100.00"), delivery="50.00"), earn_on_delivery=True)

    back = order.take(returning(delivery=True))

    assert (back.money_kopecks, back.delivery_kopecks, back.claw_back) == (5_000, 5_000, {"BONUS": 2})
    with pytest.raises(ReturnExceedsOrder) as refusal:
        order.take(returning(delivery=True))
    assert refusal.value.field == "delivery"


def test_delivery_kept_after_all_goods_went_keeps_what_it_earned() -> None:
    order = sale(cart(line("a", "100.00"), delivery="100.00"), earn_on_delivery=True)

    assert order.take(returning(("a", "1"))).claw_back == {"BONUS": 5}
    assert order.take(returning(delivery=True)).claw_back == {"BONUS": 5}


def test_a_fall_below_a_threshold_takes_the_better_rate_from_what_is_left() -> None:
    # given 10 % from 100.00 on, 1 % below
    steps = EarnSteps(steps=(Threshold(from_kopecks=0, rate=100), Threshold(from_kopecks=10_000, rate=1_000)))
    order = sale(cart(line("a", "90.00"), line("b", "20.00")), earn=steps)
    assert order.decision.earn[0].points == 11

    # when 90.00 is left, it earns nothing at 1 %
    assert order.take(returning(("b", "1"))).claw_back == {"BONUS": 11}
    assert order.take(returning(("a", "1"))).claw_back == {}


def test_a_programme_by_amount_and_by_line_recomputes_by_line() -> None:
    order = sale(
        cart(line("a", "100.00", "2"), line("b", "30.00")),
        earn=EarnPerAmount(points=3, amount_kopecks=3_000),
        rounding=Rounding(level="line"),
    )
    assert order.decision.earn[0].points == 18 + 3

    assert order.take(returning(("a", "1"))).claw_back == {"BONUS": 9}


def test_a_discounted_line_that_earned_nothing_earns_nothing_when_left() -> None:
    order = sale(
        cart(line("a", "100.00"), line("b", "100.00")),
        was_offered=offered(percent_off("a", 100)),
        earn_on_discounted_lines=False,
    )

    assert order.take(returning(("b", "1"))).claw_back == {"BONUS": 5}


def test_a_rate_that_falls_with_the_receipt_never_gives_points_for_a_return() -> None:
    # given 10 % below 100.00 and 1 % from there on: 1 point for 110.00
    steps = EarnSteps(steps=(Threshold(from_kopecks=0, rate=1_000), Threshold(from_kopecks=10_000, rate=100)))
    order = sale(cart(line("a", "90.00"), line("b", "20.00")), earn=steps)

    # when what is left would have earned 9
    assert order.take(returning(("b", "1"))).claw_back == {}
    # then the last return takes the one there was
    assert order.take(returning(("a", "1"))).claw_back == {"BONUS": 1}


def test_extra_points_stay_while_their_campaign_would_still_give_them() -> None:
    order = sale(cart(line("a", "100.00"), line("b", "100.00")), was_offered=offered(extra(30), extra(1, unit="STAMP")))

    # when the campaign gives what is left half as much, and the stamp no more
    back = order.take(returning(("a", "1")), offered(extra(15)))

    assert back.claw_back == {"BONUS": 5 + 15, "STAMP": 1}
    assert order.take(returning(("b", "1")), offered(extra(15))).claw_back == {"BONUS": 20}


def test_a_lost_campaign_is_named_but_not_that_of_goods_which_went() -> None:
    order = sale(
        cart(line("a", "100.00"), line("b", "100.00")),
        was_offered=offered(percent_off("a", 100, campaign="only-a"), off_order(1_000, campaign="from-200")),
    )

    back = order.take(returning(("a", "1")))

    assert [lost.campaign for lost in back.lost] == ["from-200"]
    assert back.money_kopecks == order.decision.lines[0].to_pay_kopecks


def test_a_lost_discount_is_withheld_by_a_programme_that_says_so_and_freed_by_the_last_return() -> None:
    # given 30.00 off from 200.00, split 15.00 : 15.00
    order = sale(
        cart(line("a", "100.00"), line("b", "100.00")),
        was_offered=offered(off_order(3_000)),
        withhold_lost_discount=True,
    )

    # when a comes back and b alone gets nothing off
    first = order.take(returning(("a", "1")))
    assert (first.money_kopecks, first.withheld_kopecks, first.released_kopecks) == (7_000, 1_500, 0)

    # then the rest gives back all that was paid
    second = order.take(returning(("b", "1")))
    assert (second.money_kopecks, second.withheld_kopecks, second.released_kopecks) == (10_000, 0, 1_500)


def test_withholding_never_asks_for_money_and_free_delivery_counts() -> None:
    order = sale(
        cart(line("a", "5.00"), line("b", "100.00"), delivery="50.00"),
        was_offered=offered(off_delivery(5_000)),
        withhold_lost_discount=True,
    )

    back = order.take(returning(("a", "1")))

    assert (back.money_kopecks, back.withheld_kopecks) == (0, 500)
    # a discount that campaigns still give withholds nothing
    assert order.take(returning(("b", "0.5")), offered(off_delivery(5_000))).money_kopecks == 500 + 5_000


def test_a_set_that_is_broken_is_withheld_to_the_kopeck() -> None:
    # given three for the price of two, and a pair of which each part has its discount
    three = off_set(("a", 3_000, 10_000), campaign="three")
    pair = off_set(("a", 1_000, 1_000), ("b", 1_000, 2_000), campaign="pair", uses_up=False)
    order = sale(
        cart(line("a", "100.00", "3"), line("b", "50.00")), was_offered=offered(three, pair),
        withhold_lost_discount=True,
    )  # fmt: skip
    assert order.decision.to_pay_kopecks == 35_000 - 13_000
    # when one of the three comes back, and only the pair is still there
    back = order.take(returning(("a", "1")), offered(pair))
    # then: two at 100 and one at 50 less the pair's 30 cost 220, all that was paid
    assert (back.money_kopecks, back.withheld_kopecks) == (0, 6_333)
    assert [one.campaign for one in back.lost] == ["three"]
    # and when all has come back, all money has
    rest = order.take(returning(("a", "2"), ("b", "1")))
    assert (rest.money_kopecks, rest.released_kopecks) == (22_000, 6_333)


def test_units_come_back_with_the_goods_they_paid_for() -> None:
    # given ten stamps over 200 off one line and 100 off delivery, and five more for a gift
    free = percent_off("a", 20_000, campaign="sixth"), off_delivery(10_000, campaign="sixth")
    units = spend(10, campaign="sixth"), spend(5, campaign="cup"), gift("CUP", campaign="cup")
    order = sale(
        cart(line("a", "100.00", "3"), line("b", "50.00"), delivery="100.00"), was_offered=offered(*units, *free)
    )
    spent = order.decision.spent[0]
    assert (spent.lines, spent.delivery) == ({"a": 7}, 3)
    # when: a third of the line, a line nobody paid for with stamps, delivery, the rest
    backs = [
        order.take(returning(("a", "1"))),
        order.take(returning(("b", "1"))),
        order.take(returning(delivery=True)),
        order.take(returning(("a", "2"))),
    ]
    # then: the gift's five come with the last of the goods
    assert [back.give_back for back in backs] == [{"STAMP": 2}, {}, {"STAMP": 3}, {"STAMP": 10}]


def test_a_gift_that_would_not_be_given_for_what_is_left_is_named() -> None:
    # given
    basket = cart(line("a", "100.00"), line("b", "50.00"))
    cup, limit = gift("CUP", campaign="cup"), burn_limit(9_000)
    order = sale(basket, was_offered=offered(cup, limit, say("till", "Hello")))
    # when
    back = order.take(returning(("b", "1")), offered(limit))
    # then: words that were said are not lost
    assert [one.campaign for one in back.lost] == ["cup"]


@pytest.mark.parametrize(
    ("earns", "all_of_it", "left"),
    [
        (by_rate(1_000), {"BONUS": 37}, {"BONUS": 7}),
        (by_rate(1_000, "b", unit="STAMP"), {"STAMP": 5, "BONUS": 12}, {"STAMP": 5, "BONUS": 2}),
        (per_amount(2, 10_000), {"STAMP": 4, "BONUS": 12}, {"STAMP": 0, "BONUS": 2}),
        (multiplied(30_000), {"BONUS": 36}, {"BONUS": 6}),
    ],
)
def test_what_is_left_earns_anew(earns: Outcome, all_of_it: dict[str, int], left: dict[str, int]) -> None:
    # given 5 % of 250 by the programme, rounded down: 12
    order = sale(cart(line("a", "100.00", "2"), line("b", "50.00")), was_offered=offered(earns))
    # when the dearer line comes back
    back = order.take(returning(("a", "2")), offered(earns))
    # then
    had = {lot.unit: lot.points for lot in order.decision.earn}
    assert had == all_of_it
    assert {unit: points - back.claw_back.get(unit, 0) for unit, points in had.items()} == left


def test_rounding_anew_is_not_a_lost_discount() -> None:
    # given 10 % of 3 × 33.35: 10.01 (10.005 half-up), a third of it is 3.34, and 10 % of the two left 6.67
    order = sale(
        cart(line("a", "33.35", "3")), was_offered=offered(percent_off("a", 1_001)), withhold_lost_discount=True
    )

    assert order.take(returning(("a", "1")), offered(percent_off("a", 666))).withheld_kopecks == 0


def test_what_is_left_is_a_cart_of_its_own() -> None:
    order = sale(cart(line("a", "33.33", "3"), line("b", "10.00"), delivery="5.00", burn=10))

    left = what_is_left(
        cart=order.cart,
        facts=order.facts,
        decision=order.decision,
        before=Before(returned_milli={"b": 1_000}),
        returning=returning(("a", "1"), delivery=True),
    )

    assert [(one.line_id, one.quantity_milli, one.amount_kopecks) for one in left.cart.lines] == [("a", 2_000, 6_666)]
    assert len(left.facts.goods) == 1
    assert (left.cart.delivery, left.cart.burn.mode) == (None, "none")


@pytest.mark.parametrize(
    ("_case", "wrong", "refusal", "field"),
    [
        ("no goods at all", returning(), NothingToReturn, "lines"),
        ("nothing of a line", returning(("a", "0")), NothingToReturn, "lines[0].quantity"),
        ("a line the order lacks", returning(("a", "1"), ("z", "1")), UnknownLine, "lines[1].line_id"),
        ("one line twice", returning(("a", "1"), ("a", "1")), LineRepeated, "lines[1].line_id"),
        ("more than was sold", returning(("a", "2.001")), ReturnExceedsOrder, "lines[0].quantity"),
        ("delivery that was not", returning(delivery=True), ReturnExceedsOrder, "delivery"),
    ],
)
def test_what_cannot_come_back_is_refused_by_name(_case: str, wrong: Any, refusal: Any, field: str) -> None:
    with pytest.raises(refusal) as raised:
        sale(cart(line("a", "10.00", "2"))).take(wrong)

    assert raised.value.field == field


def test_more_than_is_left_is_refused_with_what_is_left() -> None:
    order = sale(cart(line("a", "10.00", "3")))
    order.take(returning(("a", "2")))

    with pytest.raises(ReturnExceedsOrder) as refusal:
        order.take(returning(("a", "2")))

    assert refusal.value.facts == {"left_milli": 1_000}
