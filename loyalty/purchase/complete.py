"""Completes a reserved order: the sale has happened."""

from datetime import datetime

import msgspec
from django.db import transaction

from loyalty.certificates.sell_certificates import sell_certificates
from loyalty.events.kinds import ORDER_COMPLETED, ORDER_OVER_BUDGET, ORDER_SHORT
from loyalty.events.record import record
from loyalty.ledger.post import post
from loyalty.money import BONUS
from loyalty.program.current import program, program_as_of
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.history import add_to_history, sale_of
from loyalty.purchase.lock_order import OrderCancelled, lock_order
from loyalty.purchase.models import Order
from loyalty.purchase.order_books import lock_order_books
from loyalty.purchase.order_certificates import charge_certificates, remember_payment
from loyalty.purchase.order_points import Moves, burn_and_earn, order_cause, without
from loyalty.purchase.order_view import (
    OrderView,
    balances_now,
    certificates_of,
    decision_of,
    trace_of,
    view_of,
    with_lots,
)
from loyalty.purchase.plan_sale import plan_sale
from loyalty.tiers.reassess import reassess


def complete(*, shop_id: int, external_id: str, integration_id: int | None, at: datetime) -> OrderView:
    """Burn the reserved points and give the earned ones. Never fails for points, budgets or codes: the sale has
    happened. A reservation that lapsed is taken again, also when the order was cancelled for it; points missing by now
    become the member's debt (in BONUS kept in `short_points`), money that certificates have no more is kept in
    `short_certificates_kopecks`, budgets and codes go over their limits, and operations are told of all. Certificates
    among the goods are activated.

    Completing again changes nothing (`already`). Raises OrderNotFound, OrderCancelled.
    """
    with transaction.atomic():
        order = lock_order(shop_id=shop_id, external_id=external_id)
        if order.state == Order.State.COMPLETED:
            return with_lots(view_of(order, already=True, certificates=certificates_of(order)))
        if order.state == Order.State.CANCELLED and not order.lapsed:
            raise OrderCancelled()
        decision = decision_of(order)
        programme = program_as_of(order.program_version_id)
        cart, facts = msgspec.convert(order.cart, Cart), msgspec.convert(order.facts, Facts)
        paying = [one.id for one in decision.certificates if one.kopecks]
        books = lock_order_books(member_id=order.member_id, units=decision.units(), certificates=paying, at=at)
        cause = order_cause(order_id=order.pk, shop_id=shop_id, integration_id=integration_id, reason="order")
        charged = charge_certificates(books.certificates, decision, cause=cause, at=at, may_be_short=True)
        order.short_certificates_kopecks = sum(one.short for one in charged)
        moves = Moves()
        if order.member_id is not None:
            moves = burn_and_earn(
                books.points, decision, programme=programme, versions=offers.current().version_ids(decision=decision),
                cause=cause, at=at, short_to_debt=True,
            )  # fmt: skip
            order.short_points = moves.short.get(BONUS, 0)
        post(books.all())
        if order.member_id is not None:
            reassess(member_id=order.member_id, programme=program(), at=at)
            kept = without(trace_of(order), "lot_dates", "lot_burnt")
            order.trace = msgspec.to_builtins(kept + moves.steps())
        remember_payment(charged, order_id=order.pk, cause=cause, at=at, is_new=False)
        certificates = sell_certificates(
            lines=plan_sale(cart=cart, facts=facts, must=True), member_id=order.member_id, cause=cause, at=at, must=True
        )
        if sale := sale_of(cart=cart, facts=facts, decision=decision, at=order.occurred_at, zone=programme.zone):
            add_to_history(sale)
        order.state, order.completed_at, order.cancelled_at = Order.State.COMPLETED, at, None
        order.save(
            update_fields=[
                "state",
                "completed_at",
                "cancelled_at",
                "short_points",
                "short_certificates_kopecks",
                "trace",
            ]
        )
        over = _claim_again(order, decision, facts, programme, at) if order.lapsed or decision.coupons else ()
        if decision.coupons_to_come:
            offers.current().issue(
                order_id=order.pk, member_id=order.member_id, decision=decision, programme=programme, at=at
            )
        _tell(order, moves.short, over, at)
        return with_lots(view_of(order, balances=balances_now(books.points, at), certificates=certificates))


def _claim_again(order: Order, decision: Decision, facts: Facts, programme: Programme, at: datetime) -> tuple[str, ...]:
    """What the lapse gave back, and the codes that were only held back until now; the campaigns that are over their
    budgets or limits with it."""
    return offers.current().claim(
        order_id=order.pk, member_id=order.member_id, facts=facts, decision=decision, programme=programme, at=at,
        must=True, only_coupons=not order.lapsed,
    )  # fmt: skip


def _tell(order: Order, short: dict[str, int], over: tuple[str, ...], at: datetime) -> None:
    offered = decision_of(order).offered()
    payload = {"order": order.pk, "to_pay_kopecks": order.to_pay_kopecks, "offered": offered}
    record(kind=ORDER_COMPLETED, at=at, member_id=order.member_id, shop_id=order.shop_id, payload=payload)
    if short or order.short_certificates_kopecks:
        missing: dict[str, object] = {"order": order.pk, "short_points": order.short_points, "short": short}
        if order.short_certificates_kopecks:
            missing["short_certificates_kopecks"] = order.short_certificates_kopecks
        record(kind=ORDER_SHORT, at=at, member_id=order.member_id, shop_id=order.shop_id, payload=missing)
    if over:
        went_over = {"order": order.pk, "campaigns": list(over)}
        record(kind=ORDER_OVER_BUDGET, at=at, member_id=order.member_id, shop_id=order.shop_id, payload=went_over)
