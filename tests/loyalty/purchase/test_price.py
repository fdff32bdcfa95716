"""The order of amounts and their roundings, one rule a test; figures are worked out by hand."""

from datetime import UTC, datetime

import msgspec
import pytest

from loyalty.program.settings import EarnPerAmount
from loyalty.program.validity import Validity
from loyalty.purchase.cart import canonical
from loyalty.purchase.decision import Decision
from loyalty.purchase.shelf import AmountMismatch, LineRepeated
from tests.fakes.offers import extra, off_delivery, off_order, offered, percent_off, spend
from tests.loyalty.purchase.carts import AT, cart, goods, guest, line, member, priced, programme, roubles


@pytest.mark.parametrize(
    ("_case", "price", "quantity", "base"),
    [
        ("whole pieces", "450.00", "2", "900.00"),
        ("weighed, half a kopeck goes up", "99.90", "0.345", "34.47"),
        ("exactly half a kopeck", "0.01", "0.5", "0.01"),
        ("a gift", "0", "1", "0"),
    ],
)
def test_shelf_is_price_by_quantity_half_up(_case: str, price: str, quantity: str, base: str) -> None:
    decision = priced(cart(line("1", price, quantity)))

    assert decision.lines[0].base_kopecks == roubles(base)


@pytest.mark.parametrize(
    ("quantity", "amount"), [("3", "99.96"), ("3", "100.02"), ("0.345", "34.47"), ("0.345", "34.48")]
)
def test_the_tills_own_amount_holds_within_a_kopeck_for_each_started_unit(quantity: str, amount: str) -> None:
    price = "33.33" if quantity == "3" else "99.92"

    decision = priced(cart(line("1", price, quantity, amount=amount)))

    assert decision.base_kopecks == roubles(amount)


@pytest.mark.parametrize("amount", ["99.95", "100.03", "0"])
def test_an_amount_that_rounding_cannot_explain_is_refused_by_name(amount: str) -> None:
    with pytest.raises(AmountMismatch) as refusal:
        priced(cart(line("1", "10.00"), line("2", "33.33", "3", amount=amount)))

    assert refusal.value.field == "lines[1].amount"


def test_two_lines_of_one_id_are_refused() -> None:
    with pytest.raises(LineRepeated) as refusal:
        priced(cart(line("1", "10.00"), line("1", "20.00")))

    assert refusal.value.field == "lines[1].line_id"


def test_an_order_discount_is_split_by_what_is_left_to_pay_to_the_kopeck() -> None:
    # given three equal lines, the first already half price
    basket = cart(line("a", "33.34"), line("b", "33.33"), line("c", "33.33"))

    # when 10 roubles go off the order after it
    decision = priced(basket, offered=offered(percent_off("a", 1_667), off_order(1_000)))

    # then they fall 16.67 : 33.33 : 33.33 of 10.00
    assert [line.discount_kopecks for line in decision.lines] == [1_667 + 200, 400, 400]
    assert decision.discount_kopecks == 2_667


def test_discounts_never_exceed_what_is_left() -> None:
    decision = priced(
        cart(line("a", "10.00"), delivery="5.00"),
        offered=offered(percent_off("a", 700), off_order(700), off_delivery(900), off_delivery(1)),
    )

    assert decision.lines[0].to_pay_kopecks == 0
    assert [applied.kopecks for applied in decision.applied] == [700, 300, 500]
    assert decision.discount_kopecks == 1_500
    assert decision.to_pay_kopecks == 0


def test_an_order_discount_falls_on_the_named_lines_only() -> None:
    decision = priced(
        cart(line("a", "10.00"), line("b", "10.00"), line("c", "10.00")), offered=offered(off_order(500, "a", "c"))
    )

    assert [line.discount_kopecks for line in decision.lines] == [250, 0, 250]


def test_a_certificate_takes_no_discount_and_no_points() -> None:
    decision = priced(
        cart(line("gift", "1000.00"), line("b", "100.00"), burn="max"),
        member(goods(certificate=True), goods()),
        offered=offered(percent_off("gift", 5_000), off_order(1_000)),
        under=programme(burn_max_rate=10_000),
    )

    assert [line.discount_kopecks for line in decision.lines] == [0, 1_000]
    assert [line.points_paid_kopecks for line in decision.lines] == [0, 9_000]
    assert decision.to_pay_kopecks == 100_000
    assert decision.earn == ()


def test_an_offer_for_an_unknown_line_is_loud() -> None:
    with pytest.raises(ValueError, match="'z'"):
        priced(cart(line("a", "10.00")), offered=offered(percent_off("z", 1)))


def test_what_comes_later_gives_way_to_the_floor_first() -> None:
    # given a line of 100.00 whose minimum is 95.00, with 3 + 4 off the line and 2 off the order: 91.00
    decision = priced(
        cart(line("a", "100.00")),
        member(goods(least="95.00")),
        offered=offered(percent_off("a", 300), percent_off("a", 400, campaign="second"), off_order(200)),
    )

    # then 4.00 is held back: 2.00 of the line's second, all 2.00 of the order's
    assert decision.lines[0].to_pay_kopecks == 9_500
    assert {applied.campaign: applied.kopecks for applied in decision.applied} == {"spring": 300, "second": 200}
    trims = [step for step in decision.trace if step.code == "floor_trim"]
    assert [(step.numbers["campaign"], step.numbers["result_kopecks"]) for step in trims] == [
        ("second", 200),
        ("thousand", 200),
    ]


def test_a_weighed_floor_goes_up_to_the_kopeck_and_never_above_the_shelf() -> None:
    # 0.333 kg at a minimum of 100.01 is 33.303…, so at least 33.31; the second is on the shelf below its minimum
    decision = priced(
        cart(line("a", "200.00", "0.333"), line("b", "90.00")),
        member(goods(least="100.01"), goods(least="100.00")),
        offered=offered(percent_off("a", 6_000), percent_off("b", 100)),
    )

    assert [line.to_pay_kopecks for line in decision.lines] == [3_331, 9_000]


def test_delivery_has_no_floor_and_takes_no_points() -> None:
    decision = priced(
        cart(line("a", "10.00"), burn="max", delivery="300.00"),
        offered=offered(off_delivery(10_000)),
        under=programme(burn_max_rate=10_000),
    )

    assert decision.delivery is not None
    assert decision.delivery.to_pay_kopecks == 20_000
    assert decision.points_paid_kopecks == 1_000
    assert decision.to_pay_kopecks == 20_000


def burn_of(decision: Decision) -> tuple[int, int, str | None]:
    return decision.burn.applied, decision.burn.max, decision.burn.limited_by


def test_the_limit_is_a_share_of_goods_after_discounts_in_whole_points() -> None:
    # 50 % of (101.99 - 1.00) = 50.495 roubles: 50 points
    decision = priced(cart(line("a", "101.99"), burn=60), offered=offered(percent_off("a", 100)))

    assert burn_of(decision) == (50, 50, "limit")
    assert decision.points_paid_kopecks == 5_000


def test_points_may_not_take_a_line_below_its_minimum_price() -> None:
    # given lines of 100.00 with minima 99.50 and 40.00, and a programme that takes any share
    decision = priced(
        cart(line("a", "100.00"), line("b", "100.00"), burn="max"),
        member(goods(least="99.50"), goods(least="40.00")),
        under=programme(burn_max_rate=10_000),
    )

    # then 0.50 + 60.00 may be paid with points: 60 whole ones, split 50 : 6000
    assert burn_of(decision) == (60, 60, "floor")
    assert [line.points_paid_kopecks for line in decision.lines] == [50, 5_950]
    assert [line.burnt for line in decision.lines] == [1, 59]


def test_a_small_receipt_and_a_small_balance_burn_nothing() -> None:
    small = programme(burn_min_receipt_kopecks=10_000)
    poor = programme(burn_min_balance=50)
    basket = cart(line("a", "99.99"), burn=10)

    assert burn_of(priced(basket, under=small)) == (0, 0, "min_receipt")
    assert burn_of(priced(cart(line("a", "100.00"), burn=10), under=small)) == (10, 50, None)
    assert burn_of(priced(basket, member(goods(), available=49), under=poor)) == (0, 0, "min_balance")
    assert burn_of(priced(basket, member(goods(), available=50), under=poor)) == (10, 49, None)


def test_the_balance_limits_and_is_named_first_among_equals() -> None:
    basket = cart(line("a", "100.00"), burn=70)

    assert burn_of(priced(basket, member(goods(), available=20))) == (20, 20, "balance")
    assert burn_of(priced(basket, member(goods(), available=50))) == (50, 50, "balance")


def test_the_most_allowed_says_what_made_it_no_more() -> None:
    decision = priced(cart(line("a", "100.00"), burn="max"))

    assert burn_of(decision) == (50, 50, "limit")
    assert decision.burn.requested == 50


@pytest.mark.parametrize("wish", [10, "max"])
def test_who_may_not_burn_burns_nothing(wish: int | str) -> None:
    decision = priced(cart(line("a", "100.00"), burn=wish), guest(goods()))

    assert burn_of(decision) == (0, 0, "member")
    assert decision.earn == ()


def test_a_guest_who_asks_for_nothing_is_limited_by_nothing() -> None:
    assert burn_of(priced(cart(line("a", "100.00")), guest(goods()))) == (0, 0, None)


@pytest.mark.parametrize(("above", "required"), [(None, False), (30, False), (29, True), (0, True)])
def test_a_code_is_needed_above_the_programmes_amount(above: int | None, required: bool) -> None:
    decision = priced(cart(line("a", "100.00"), burn=30), under=programme(burn_code_above=above))

    assert decision.burn.code_required is required


@pytest.mark.parametrize(("above", "required"), [(None, False), (300, False), (299, True), (0, True)])
@pytest.mark.parametrize("unit", ["STAMP", "BONUS"])
def test_what_campaigns_spend_needs_a_code_by_what_it_pays_for(unit: str, above: int | None, required: bool) -> None:
    # given: a coffee of 270.00 for 6 stamps (or 270 points), and 30 points for the rest
    paid = {"STAMP": 6, "BONUS": 270}[unit]
    offers = offered(spend(paid, unit=unit), percent_off("a", 27_000, campaign="sixth"))

    decision = priced(cart(line("a", "400.00"), burn=30), offered=offers, under=programme(burn_code_above=above))

    assert decision.burnt() == ({"BONUS": 300} if unit == "BONUS" else {"BONUS": 30, "STAMP": 6})
    assert decision.burn.code_required is required


def test_points_worth_a_fraction_of_a_rouble_are_split_exactly_in_both_measures() -> None:
    # given hundredths of a point worth 3 kopecks each
    decision = priced(
        cart(line("a", "0.50"), line("b", "0.50"), line("c", "0.50"), burn=7),
        member(goods(), goods(), goods(), step_kopecks=3, scale=2),
    )

    # then 7 steps are 21 kopecks: 7 on each line, and 7 steps over 3 lines
    assert [line.points_paid_kopecks for line in decision.lines] == [7, 7, 7]
    assert [line.burnt for line in decision.lines] == [3, 2, 2]


def test_pending_days_and_validity_date_the_lot() -> None:
    under = programme(pending_days=14, validity=Validity(by="month", count=2))

    (lot,) = priced(cart(line("a", "100.00")), under=under).earn

    assert lot.points == 5
    assert lot.available_from == datetime(2026, 12, 4, 21, tzinfo=UTC)
    assert lot.expires_at == datetime(2027, 1, 31, 21, tzinfo=UTC)


def test_extra_points_are_added_by_unit_and_by_line() -> None:
    decision = priced(
        cart(line("a", "100.00"), line("b", "300.00")),
        offered=offered(extra(7, line_id="a"), extra(4), extra(1, unit="STAMP", campaign="coffee")),
    )

    assert [line.earned for line in decision.lines] == [{"BONUS": 13}, {"BONUS": 18, "STAMP": 1}]
    assert {lot.unit: lot.points for lot in decision.earn} == {"BONUS": 31, "STAMP": 1}
    assert {applied.campaign: applied.points for applied in decision.applied} == {
        "double": {"BONUS": 11},
        "coffee": {"STAMP": 1},
    }


def test_extra_points_fall_where_the_base_earn_does() -> None:
    # given a line that does not count because it is discounted
    decision = priced(
        cart(line("a", "100.00"), line("b", "100.00")),
        offered=offered(percent_off("a", 1), extra(4)),
        under=programme(earn_on_discounted_lines=False),
    )

    assert [line.earned for line in decision.lines] == [{}, {"BONUS": 5 + 4}]


def test_an_extra_falls_by_money_where_nothing_counts_for_the_base_earn() -> None:
    decision = priced(
        cart(line("a", "10.00"), line("b", "30.00")),
        offered=offered(extra(4)),
        under=programme(earn=EarnPerAmount(points=1, amount_kopecks=10_000)),
    )

    assert [line.earned for line in decision.lines] == [{"BONUS": 1}, {"BONUS": 3}]


def test_a_fiscal_cart_gets_its_lines_in_parts() -> None:
    decision = priced(cart(line("a", "33.33", "3"), burn=10, fiscal=True))

    (line_a,) = decision.lines
    assert line_a.to_pay_kopecks == 8_999
    assert [(part.quantity_milli, part.price_kopecks) for part in line_a.fiscal] == [(1_000, 2_999), (2_000, 3_000)]


def test_the_same_input_gives_the_same_bytes_in_any_order_of_keys() -> None:
    # given one cart whose attributes and facts were written in different orders
    first = msgspec.structs.replace(cart(line("a", "10.00")), attributes={"till": "1", "cashier": "2"})
    second = msgspec.structs.replace(first, attributes={"cashier": "2", "till": "1"})
    facts = member(goods(), known={"x": 1, "y": 2})
    others = member(goods(), known={"y": 2, "x": 1})

    assert canonical(priced(first, facts)) == canonical(priced(second, others))


def test_a_decision_survives_storage() -> None:
    decision = priced(cart(line("a", "10.00"), burn="max", delivery="1.00", fiscal=True), offered=offered(extra(3)))

    assert msgspec.json.decode(msgspec.json.encode(decision), type=Decision) == decision
    assert decision.at == AT


def test_discounts_take_no_more_of_a_line_and_of_the_goods_than_the_programme_allows() -> None:
    # given at most 30 % of a line, and 25 % of all goods
    caps = programme(discount_line_rate=3_000, discount_order_rate=2_500)
    basket = cart(line("a", "100.00"), line("b", "100.00"))

    # when campaigns want 50.00 of one line, and then 40.00 of the order
    decision = priced(basket, offered=offered(percent_off("a", 5_000), off_order(4_000)), under=caps)

    # then 30.00 come off the line; of the 40.00, split 70 : 100, "a" may lose nothing; the rest is cut to the 20.00
    # that are left for the order (25 % of 200.00)
    assert [line.discount_kopecks for line in decision.lines] == [3_000, 2_000]
