"""Placed orders nobody completed are cancelled; pending ones wait for their till."""

from datetime import timedelta

from loyalty.events.models import Event
from loyalty.purchase.lapse_orders import lapse_orders
from loyalty.purchase.models import Order
from tests.builders import NOON, a_cart, an_order, bonus, some_points
from tests.cast import Cast


def test_a_placed_order_lapses_after_the_shops_days(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    placed = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="placed")
    pending = an_order(cast.lesnaya, a_cart(cast.anna), state="pending")
    week = NOON + timedelta(days=7)
    # when
    too_soon, lapsed, again = [lapse_orders(at=at) for at in (week - timedelta(seconds=1), week, week)]
    # then
    assert (too_soon, lapsed, again) == (0, 1, 0)
    states = dict(Order.objects.values_list("pk", "state"))
    assert (states[placed.id], states[pending.id]) == ("cancelled", "pending")
    assert bonus(cast.anna, at=week).available == 1_000
    assert Event.objects.filter(kind="order.lapsed").count() == 1
