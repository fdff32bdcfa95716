"""Cancels a reserved order: nothing was sold."""

from datetime import datetime

from django.db import transaction

from loyalty.certificates.cards import free_cards
from loyalty.certificates.steps import tell
from loyalty.events.kinds import ORDER_CANCELLED, ORDER_LAPSED
from loyalty.events.record import record
from loyalty.ledger.post import post
from loyalty.purchase import offers
from loyalty.purchase.lock_order import OrderCompleted, lock_order
from loyalty.purchase.models import Order
from loyalty.purchase.order_books import lock_order_books
from loyalty.purchase.order_certificates import free_certificates
from loyalty.purchase.order_points import free, order_cause
from loyalty.purchase.order_view import OrderView, balances_now, decision_of, view_of


def cancel(
    *, shop_id: int, external_id: str, integration_id: int | None, at: datetime, event: str = ORDER_CANCELLED
) -> OrderView:
    """Free the reserved points, certificates, coupons and budgets. Cancelling again changes nothing (`already`).

    Raises OrderNotFound, and OrderCompleted for an order that was sold.
    """
    with transaction.atomic():
        order = lock_order(shop_id=shop_id, external_id=external_id)
        if order.state == Order.State.CANCELLED:
            return view_of(order, already=True)
        if order.state == Order.State.COMPLETED:
            raise OrderCompleted()
        decision = decision_of(order)
        paying = [one.id for one in decision.certificates if one.kopecks]
        books = lock_order_books(member_id=order.member_id, units=decision.burnt(), certificates=paying, at=at)
        cause = order_cause(order_id=order.pk, shop_id=shop_id, integration_id=integration_id, reason="cancel")
        free(books.points, cause=cause, at=at)
        freed = free_certificates(books.certificates, cause=cause, at=at)
        post(books.all())
        tell(freed, cause=cause, at=at)
        cards = [line["card_id"] for line in order.cart["lines"] if line.get("card_id")]
        free_cards(certificate_ids=cards, cause=cause, at=at)
        offers.current().release(order_id=order.pk, decision=decision, at=at)
        order.state, order.cancelled_at, order.lapsed = Order.State.CANCELLED, at, event == ORDER_LAPSED
        order.save(update_fields=["state", "cancelled_at", "lapsed"])
        record(kind=event, at=at, member_id=order.member_id, shop_id=shop_id, payload={"order": order.pk})
        return view_of(order, balances=balances_now(books.points, at))
