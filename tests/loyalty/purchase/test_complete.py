"""Completion: the sale has happened, and nothing may stop it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from loyalty.events.models import Event
from loyalty.purchase.cancel import cancel
from loyalty.purchase.complete import complete
from loyalty.purchase.lapse_orders import lapse_orders
from loyalty.purchase.lock_order import OrderCancelled, OrderCompleted
from loyalty.purchase.models import MemberDay, Order
from loyalty.purchase.order_view import OrderNotFound, OrderView
from tests.builders import NOON, a_cart, an_order, bonus, some_points
from tests.cast import Cast

LATER = NOON + timedelta(minutes=5)


def _complete(order: OrderView, *, at: datetime = LATER) -> OrderView:
    return complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=at)


@pytest.mark.parametrize("state", ["pending", "placed"])
def test_held_points_are_burnt_and_earned_ones_given(cast: Cast, state: str, commit_proofs: Callable[[], None]) -> None:
    # given
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state=state)
    # when
    done = _complete(order)
    commit_proofs()
    # then
    balance = bonus(cast.anna, at=LATER)
    assert (done.state, balance.available, balance.held) == ("completed", 730, 0)
    assert MemberDay.objects.get(member_id=cast.anna).spent_kopecks == 60_000


def test_completing_twice_changes_nothing(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="pending")
    _complete(order)
    # when
    again = _complete(order)
    # then
    assert again.already
    assert bonus(cast.anna, at=LATER).available == 45


def test_a_lapsed_reservation_is_taken_again(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="pending")
    # when: the hold of thirty minutes is over
    done = _complete(order, at=NOON + timedelta(hours=2))
    commit_proofs()
    # then
    assert (done.short_points, bonus(cast.anna, at=NOON + timedelta(hours=2)).available) == (0, 730)


def test_points_gone_after_the_lapse_become_debt_and_operations_hear(
    cast: Cast, commit_proofs: Callable[[], None]
) -> None:
    # given: the reservation lapsed and the points went into another purchase
    some_points(cast.anna, 300)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="pending")
    after = NOON + timedelta(hours=1)
    an_order(cast.lesnaya, a_cart(cast.anna, burn=200), at=after)  # leaves 100, earns 35
    # when
    done = _complete(order, at=after)
    commit_proofs()
    # then: 135 paid, 165 owed; the 30 this order earns repay a part
    balance = bonus(cast.anna, at=after)
    assert done.short_points == 165
    assert (balance.available, balance.debt) == (0, 135)
    assert Event.objects.filter(kind="order.short").count() == 1


def test_an_order_that_lapsed_is_completed_after_all(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given: a web order whose days are over was cancelled, and its points are free
    some_points(cast.anna, 300)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="placed")
    until = Order.objects.get(pk=order.id).reserved_until
    assert until is not None
    late = until + timedelta(minutes=1)
    lapse_orders(at=late)
    assert bonus(cast.anna, at=late).available == 300
    # when the shop says that it was sold
    done = _complete(order, at=late)
    commit_proofs()
    # then it is, points and all, and no shop can cancel it any more
    assert (done.state, done.short_points, bonus(cast.anna, at=late).available) == ("completed", 0, 30)
    assert _complete(order, at=late).already
    with pytest.raises(OrderCompleted):
        cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=late)


def test_a_cancelled_order_cannot_be_completed(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="placed")
    cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    # then
    with pytest.raises(OrderCancelled):
        _complete(order)


def test_another_shops_order_is_absent(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="pending")
    # then
    with pytest.raises(OrderNotFound):
        complete(shop_id=cast.other_shop.pk, external_id=order.external_id, integration_id=None, at=LATER)
    assert Order.objects.get(pk=order.id).state == "pending"
