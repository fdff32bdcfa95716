"""Locks an order before anything else of it is touched: orders come before accounts in the lock order."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.purchase.models import Order
from loyalty.purchase.order_view import OrderNotFound
from loyalty.refusals import Refusal, Words


class OrderCancelled(Refusal):
    code: ClassVar[str] = "order_cancelled"
    title: ClassVar[Words] = _("The order was cancelled")
    hint: ClassVar[Words] = _("If the goods were sold after all, send them as a new order.")


class OrderNotCompleted(Refusal):
    code: ClassVar[str] = "order_not_completed"
    title: ClassVar[Words] = _("The order is not completed yet")
    hint: ClassVar[Words] = _("Complete the order, or cancel it instead of returning goods.")


class OrderCompleted(Refusal):
    code: ClassVar[str] = "order_completed"
    title: ClassVar[Words] = _("The order is completed and cannot be cancelled")
    hint: ClassVar[Words] = _("Take the goods back with a return.")


def lock_order(*, shop_id: int, external_id: str) -> Order:
    """The shop's order, locked until the transaction ends; OrderNotFound when the shop has none. One query."""
    order = Order.objects.select_for_update(no_key=True).filter(shop_id=shop_id, external_id=external_id).first()
    if order is None:
        raise OrderNotFound()
    return order
