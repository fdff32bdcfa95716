"""Cancelling frees what was reserved."""

from collections.abc import Callable

import pytest

from loyalty.purchase.cancel import cancel
from loyalty.purchase.lock_order import OrderCompleted
from loyalty.purchase.order_view import OrderView
from tests.builders import NOON, a_cart, an_order, bonus, some_points
from tests.cast import Cast


def _cancel(order: OrderView) -> OrderView:
    return cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)


def test_held_points_are_free_again(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="placed")
    # when
    cancelled = _cancel(order)
    commit_proofs()
    # then
    balance = bonus(cast.anna)
    assert (cancelled.state, balance.available, balance.held) == ("cancelled", 1_000, 0)
    assert _cancel(order).already


def test_a_sold_order_is_returned_not_cancelled(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    # then
    with pytest.raises(OrderCompleted):
        _cancel(order)
