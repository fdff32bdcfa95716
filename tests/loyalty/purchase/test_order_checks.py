"""R1–R8: what the database itself refuses of orders and their returns, whatever the code above it does."""

from collections.abc import Callable

import pytest

from loyalty.purchase.models import OrderLine
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import ReturnExceedsOrder, Returning, ReturnLine
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order, bonus, some_points
from tests.cast import Cast
from tests.loyalty.ledger.breaking import refused_by
from tests.together import run_together


@pytest.fixture
def sold(db: None) -> int:
    """A member's completed order of two coffees, 400 of its 900 roubles paid with points."""
    shop, member_id = a_shop(), a_member()
    some_points(member_id, 1_000)
    return an_order(shop, a_cart(member_id, burn=400)).id


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("returned_milli = quantity_milli + 1", "order_line_returned"),
        ("returned_milli = -1", "order_terms"),
        ("refunded_kopecks = to_pay_kopecks + 1", "order_line_refunded"),
        ("given_back_points = burnt_points + 1", "order_line_given_back"),
        ("to_pay_kopecks = to_pay_kopecks + 1", "order_terms"),
        ("quantity_milli = quantity_milli + 1000", "order_terms"),
        ("sku = 'other'", "order_terms"),
        ("order_id = order_id + 1", "order_terms"),
    ],
)
def test_r1_r3_a_line_gives_back_no_more_than_it_sold(sold: int, change: str, law: str) -> None:
    assert refused_by(f"update loyalty_orderline set {change}") == law


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("clawed_back = earned + 1", "order_points_clawed_back"),
        ("clawed_back = -1", "order_points_clawed_back"),
        ("given_back = burnt + 1", "order_points_given_back"),
        ("given_back = -1", "order_points_given_back"),
    ],
)
def test_r2_r3_points_move_back_no_more_than_they_moved(sold: int, change: str, law: str) -> None:
    assert refused_by(f"update loyalty_orderpoints set {change}") == law


@pytest.mark.parametrize(
    ("change", "law"),
    [
        ("refunded_kopecks = to_pay_kopecks + 1", "order_refund_bounds"),
        ("to_pay_kopecks = to_pay_kopecks - 1", "order_terms"),
        ("member_id = null", "order_terms"),
        ("external_id = 'other'", "order_terms"),
        ("cart = '{}'", "order_terms"),
        ("facts = '{}'", "order_terms"),
        ("occurred_at = occurred_at - interval '1 day'", "order_terms"),
        ("state = 'cancelled', cancelled_at = now(), completed_at = null", "order_terms"),
        ("state = 'placed', reserved_until = now(), completed_at = null", "order_terms"),
    ],
)
def test_r4_what_was_sold_stays_sold(sold: int, change: str, law: str) -> None:
    assert refused_by(f"update loyalty_order set {change}") == law


def test_r4_what_came_back_does_not_go_again(cast: Cast) -> None:
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    a_return(order, 1_000)
    assert refused_by("update loyalty_orderline set returned_milli = 0") == "order_terms"
    assert refused_by("update loyalty_orderline set refunded_kopecks = 0") == "order_terms"
    assert refused_by("update loyalty_order set refunded_kopecks = 0") == "order_terms"


def test_r4_a_full_return_in_parts_leaves_nothing_earned_and_nothing_burnt(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, price=33_333, pieces=3, burn=100))
    # when
    for _ in range(3):
        a_return(order, 1_000)
    # then
    after = bonus(cast.anna)
    assert (after.available, after.pending, after.debt) == (1_000, 0, 0)


def test_r5_an_order_names_its_shop_and_a_return_its_order(sold: int) -> None:
    columns = "lines, delivery, money_kopecks, certificates_kopecks, withheld_kopecks, points, trace, at"
    values = "'{}', false, 0, 0, 0, '{}', '{}', now()"
    insert = (
        "insert into loyalty_return (order_id, shop_id, external_id, {columns}) select {order}, shop_id, 'R', {values}"
    )
    made = insert.format(columns=columns, order="id", values=values) + " from loyalty_order"
    assert refused_by(made) is None
    assert refused_by(made, made) == "return_external_id"
    unknown = insert.format(columns=columns, order="id + 1000", values=values) + " from loyalty_order"
    assert refused_by(unknown) is not None
    negative = made.replace("false, 0, 0, 0", "false, -1, 0, 0")
    assert refused_by(negative) == "return_nonneg"


def test_r1_of_twelve_returns_at_once_exactly_three_pieces_come_back(own_database: str) -> None:
    # given
    shop, member_id = a_shop(), a_member()
    order = an_order(shop, a_cart(member_id, pieces=3))

    def bring_back(number: int) -> Callable[[], object]:
        goods = Returning(lines=(ReturnLine(line_id="1", quantity_milli=1_000),))
        return lambda: refund(
            shop_id=shop.pk, sold_by_id=shop.pk, integration_id=None, order_external_id=order.external_id,
            external_id=f"RET-{number}", returning=goods, at=NOON,
        )  # fmt: skip

    # when
    results = run_together(*(bring_back(number) for number in range(12)))
    # then
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == 9
    assert {type(refusal) for refusal in refused} == {ReturnExceedsOrder}
    assert OrderLine.objects.get(order_id=order.id).returned_milli == 3_000
    assert bonus(member_id).available == 0
