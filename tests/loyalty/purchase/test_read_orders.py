"""Orders as their member reads them."""

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from loyalty.purchase.cancel import cancel
from loyalty.purchase.complete import complete
from loyalty.purchase.read_orders import briefs_of, order_of_member, reserved_of
from loyalty.purchase.return_points import ReturnedPoints
from tests.builders import NOON, a_cart, a_return, an_order, some_points
from tests.cast import Cast

MINUTE = timedelta(minutes=1)


def test_an_order_is_read_whole(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # given a purchase of 900 roubles, 100 of them paid with points, half of it returned in two goes
    some_points(cast.anna, 100)
    sold = an_order(cast.lesnaya, a_cart(cast.anna, burn=100), number="R-77")
    for number in (1, 2):
        a_return(sold, 500, at=NOON + number * MINUTE)

    # when
    with django_assert_num_queries(4):
        order = order_of_member(member_id=cast.anna, order_id=sold.id)

    # then
    assert order is not None
    assert (order.number, order.shop, order.state, order.occurred_at) == ("R-77", "Кофе на Лесной", "completed", NOON)
    assert (order.base_kopecks, order.points_paid_kopecks, order.to_pay_kopecks) == (900_00, 100_00, 800_00)
    assert (dict(order.earned), dict(order.burnt)) == ({"BONUS": 40}, {"BONUS": 100})
    (line,) = order.lines
    assert (line.sku, line.quantity_milli, line.returned_milli, line.to_pay_kopecks) == ("COFFEE", 2_000, 1_000, 800_00)
    assert [(back.at, back.shop, back.money_kopecks) for back in order.returns] == [
        (NOON + MINUTE, "Кофе на Лесной", 200_00),
        (NOON + 2 * MINUTE, "Кофе на Лесной", 200_00),
    ]
    assert order.returns[0].points == {"BONUS": ReturnedPoints(given_back=25, taken=10)}
    assert "earn_percent" in {step.code for step in order.trace}
    with pytest.raises(FrozenInstanceError):
        order.state = "cancelled"  # type: ignore[misc]


def test_the_order_of_another_is_as_absent_as_none(cast: Cast) -> None:
    sold = an_order(cast.lesnaya, a_cart(cast.boris))
    guest = an_order(cast.lesnaya, a_cart())
    for order_id in (sold.id, guest.id, 10**12):
        assert order_of_member(member_id=cast.anna, order_id=order_id) is None


def test_briefs_name_the_shop_and_the_rule(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    # given one that earned, and one of a guest
    earned, guest = an_order(cast.lesnaya, a_cart(cast.anna)), an_order(cast.other_shop, a_cart())
    # when
    with django_assert_num_queries(1):
        briefs = briefs_of(order_ids=[earned.id, guest.id, earned.id, 10**12])
    # then
    assert {brief.id: brief.shop for brief in briefs.values()} == {
        earned.id: "Кофе на Лесной",
        guest.id: "Хлеб на Садовой",
    }
    why = briefs[earned.id].why_earned
    assert why is not None
    assert (why["code"], why["numbers"]["rate"], why["numbers"]["base_kopecks"]) == ("earn_percent", 500, 900_00)
    assert briefs[guest.id].why_earned is None
    with django_assert_num_queries(0):
        assert briefs_of(order_ids=[]) == {}


def test_reserved_orders_are_those_still_on_their_way(cast: Cast) -> None:
    # given four orders of one member, and one of another
    placed, pending, done, gone = (
        an_order(cast.lesnaya, a_cart(cast.anna), number=f"W-{n}", state=state, at=NOON + n * MINUTE)
        for n, state in enumerate(("placed", "pending", "placed", "placed"))
    )
    an_order(cast.lesnaya, a_cart(cast.boris), state="placed")
    complete(shop_id=cast.lesnaya.pk, external_id=done.external_id, integration_id=None, at=NOON + 9 * MINUTE)
    cancel(shop_id=cast.lesnaya.pk, external_id=gone.external_id, integration_id=None, at=NOON + 9 * MINUTE)
    # then
    assert [brief.id for brief in reserved_of(member_id=cast.anna)] == [pending.id, placed.id]
