"""Makes a cart an order: pending or placed (points reserved), or completed (points burnt and earned)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.cards import reserve_cards
from loyalty.certificates.sell_certificates import sell_certificates
from loyalty.certificates.sold import IssuedCertificate
from loyalty.events.kinds import ORDER_COMPLETED, ORDER_RESERVED
from loyalty.events.record import record
from loyalty.ledger.cause import Cause
from loyalty.ledger.post import post
from loyalty.money import BONUS
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart, cart_hash
from loyalty.purchase.history import sale_of
from loyalty.purchase.insert_order import Header, find_or_draw, insert_order
from loyalty.purchase.lock_order import OrderCancelled
from loyalty.purchase.models import Order
from loyalty.purchase.order_certificates import (
    Taken,
    charge_certificates,
    remember_payment,
    reserve_certificates,
)
from loyalty.purchase.order_points import Moves, burn_and_earn, order_cause, reserve, without
from loyalty.purchase.order_view import OrderView, balances_now, certificates_of, view_of, with_lots
from loyalty.purchase.plan_sale import plan_sale
from loyalty.purchase.promised import Promised, QuoteChanged, fresh, from_quote
from loyalty.purchase.quote import quote
from loyalty.refusals import Refusal, Words
from loyalty.shops.models import Shop
from loyalty.tiers.reassess import reassess


class OrderAlreadyCommitted(Refusal):
    code: ClassVar[str] = "order_already_committed"
    title: ClassVar[Words] = _("An order with this number and another cart is already there")
    hint: ClassVar[Words] = _("Order numbers are unique for ever within a shop; send this order under its own number.")


class OrderReserved(Refusal):
    code: ClassVar[str] = "order_reserved"
    title: ClassVar[Words] = _("This order is reserved and waits to be completed")
    hint: ClassVar[Words] = _("The goods were sold: POST /orders/{external_id}/complete. They were not: …/cancel.")


class BurnCodeRequired(Refusal):
    code: ClassVar[str] = "burn_code_required"
    title: ClassVar[Words] = _("The member has to confirm this burn")
    hint: ClassVar[Words] = _("Scan the code from the member's cabinet, or send a code and pass it as burn.code.")


def commit(
    *,
    shop_id: int,
    integration_id: int | None,
    external_id: str,
    state: str,
    cart: Cart,
    at: datetime,
    token: str | None = None,
    occurred_at: datetime | None = None,
    prove_person: Callable[[], bool] | None = None,
    source: str = Order.Source.API,
) -> OrderView:
    """Write the order and move its points, all or nothing; call it inside the request's transaction.

    With `token` the customer gets exactly what the quote showed, without it what the cart is worth now. The same number
    with an equal cart returns the order that is there (`already`), with another cart raises OrderAlreadyCommitted. An
    order that is there and has not come as far as `state` is not moved on: OrderReserved for a sale of one that is only
    reserved, OrderCancelled for one that was cancelled.
    `prove_person` says whether the member is at the till, and is asked for a new order only; what it raises is raised.
    Certificates pay, and those among the goods are made and activated once the order is completed. Raises QuoteInvalid,
    QuoteChanged, InsufficientPoints, BurnLimited, BurnCodeRequired, OccurredAtOutOfWindow, AmountMismatch,
    LineRepeated, CertificateNotValid, CertificateInsufficient, CertificateExceedsOrder, and what `plan_sale` raises. At
    most eight queries without certificates, however long the cart and the history.
    """
    try:
        with transaction.atomic():
            found, order_id = find_or_draw(shop_id=shop_id, external_id=external_id)
            if found is not None:
                return _same_order(found, cart, state)
            trusted = source in (Order.Source.IMPORT, Order.Source.REPLAY)
            person_proved = trusted or (prove_person is not None and prove_person())
            promised = (
                from_quote(shop_id=shop_id, cart=cart, token=token, occurred_at=occurred_at, at=at)
                if token
                else fresh(
                    shop_id=shop_id,
                    cart=cart,
                    occurred_at=occurred_at,
                    at=at,
                    trusted=trusted,
                    earn_only=source == Order.Source.LATE,
                )
            )
            if promised.decision.burn.code_required and not person_proved:
                raise BurnCodeRequired(points=promised.decision.burnt().get(BONUS, 0))
            header = _header(promised, shop_id, integration_id, external_id, state, source, at)
            return _write(order_id, header, cart, promised, at)
    except (Refusal, _TakenMeanwhile) as refusal:
        # Another till may have sent this very order while we decided: then its points are gone, and the order is there.
        found, _unused = find_or_draw(shop_id=shop_id, external_id=external_id)
        if found is None and isinstance(refusal, offers.OfferGone):
            raise QuoteChanged(quote=quote(shop_id=shop_id, cart=cart, at=at)) from refusal
        if found is None:
            raise
        return _same_order(found, cart, state)


class _TakenMeanwhile(Exception):
    """Another till's order took the number; all of ours is rolled back."""


def _write(order_id: int, header: Header, cart: Cart, promised: Promised, at: datetime) -> OrderView:
    decision = promised.decision
    cause = order_cause(order_id=order_id, shop_id=header.shop_id, integration_id=header.integration_id, reason="order")
    moves = _move_points(promised, header, cause, at)
    charged = _charge(promised, header, cause, at)
    post(promised.books.all())  # before the order, whose trace names the lots; it may refer to it until COMMIT
    if header.completed_at and cart.member_id is not None:
        reassess(member_id=cart.member_id, programme=promised.programme, at=at)
    kept = without(decision.trace, "lot_dates") if header.completed_at and promised.books.points else decision.trace
    trace = kept + moves.steps()
    sale = sale_of(
        cart=cart, facts=promised.facts, decision=decision, at=promised.occurred_at, zone=promised.programme.zone
    )  # fmt: skip
    if not insert_order(
        order_id=order_id, header=header, cart=cart, facts=promised.facts, decision=decision, trace=trace,
        sale=sale if header.completed_at else None,
    ):  # fmt: skip
        raise _TakenMeanwhile
    remember_payment(charged, order_id=order_id, cause=cause, at=at, is_new=True)
    certificates = _sell(promised, header, cart, cause, at)
    _tell(promised, header, cart, order_id, at)
    issued: tuple[offers.IssuedCoupon, ...] = ()
    if decision.coupons_to_come and header.completed_at:
        issued = offers.current().issue(
            order_id=order_id, member_id=cart.member_id, decision=decision, programme=promised.programme, at=at
        )
    if decision.offered() or decision.coupons:  # last: the rows of budgets and codes are what other tills wait for
        offers.current().claim(
            order_id=order_id, member_id=cart.member_id, facts=promised.facts, decision=decision,
            programme=promised.programme, at=at, reserved=_reserved(header),
        )  # fmt: skip
    return OrderView(
        id=order_id,
        shop_id=header.shop_id,
        external_id=header.external_id,
        state=header.state,
        member_id=cart.member_id,
        occurred_at=promised.occurred_at,
        decision=decision,
        earn=moves.earned or decision.earn,
        trace=trace,
        coupons=cart.coupons,
        balances=balances_now(promised.books.points, at),
        issued=issued,
        certificates=certificates,
    )


def _reserved(header: Header) -> offers.Reserved | None:
    """A pending order holds codes back until its time is over; a placed one until it is completed or cancelled."""
    if header.completed_at is not None:
        return None
    return offers.Reserved(until=header.reserved_until if header.state == Order.State.PENDING else None)


def _same_order(order_id: int, cart: Cart, state: str) -> OrderView:
    order = Order.objects.get(pk=order_id)
    if bytes(order.cart_hash) != cart_hash(cart):
        raise OrderAlreadyCommitted(order=order.external_id)
    if order.state == Order.State.CANCELLED:
        raise OrderCancelled()
    if state == Order.State.COMPLETED and order.state != state:  # perhaps shown another price since: the till must say
        raise OrderReserved()
    return with_lots(view_of(order, already=True, certificates=certificates_of(order)))


def _header(
    promised: Promised,
    shop_id: int,
    integration_id: int | None,
    external_id: str,
    state: str,
    source: str,
    at: datetime,
) -> Header:
    completed = state == Order.State.COMPLETED
    return Header(
        shop_id=shop_id,
        external_id=external_id,
        integration_id=integration_id,
        state=state,
        source=source,
        occurred_at=promised.occurred_at,
        reserved_until=None if completed else _reserved_until(state, promised.programme, shop_id, at),
        completed_at=at if completed else None,
    )


def _reserved_until(state: str, programme: Programme, shop_id: int, at: datetime) -> datetime:
    if state == Order.State.PENDING:
        return at + timedelta(minutes=programme.settings.pending_order_minutes)
    return at + timedelta(days=Shop.objects.values_list("placed_days", flat=True).get(pk=shop_id))


def _move_points(promised: Promised, header: Header, cause: Cause, at: datetime) -> Moves:
    books = promised.books.points
    if not books:
        return Moves()
    if header.reserved_until is not None:
        return reserve(books, promised.decision, until=header.reserved_until, cause=cause, at=at)
    versions = offers.current().version_ids(decision=promised.decision)
    return burn_and_earn(
        books, promised.decision, programme=promised.programme, versions=versions, cause=cause, at=at
    )  # fmt: skip


def _charge(promised: Promised, header: Header, cause: Cause, at: datetime) -> list[Taken]:
    paying, decision = promised.books.certificates, promised.decision
    if header.reserved_until is not None:
        return reserve_certificates(paying, decision, until=header.reserved_until, cause=cause, at=at)
    return charge_certificates(paying, decision, cause=cause, at=at)


def _sell(promised: Promised, header: Header, cart: Cart, cause: Cause, at: datetime) -> tuple[IssuedCertificate, ...]:
    if header.source in (Order.Source.IMPORT, Order.Source.REPLAY):
        return ()  # what was sold in another system is that system's
    lines = plan_sale(cart=cart, facts=promised.facts)
    if header.reserved_until is not None:
        reserve_cards(lines=lines, cause=cause, at=at)
        return ()
    return sell_certificates(lines=lines, member_id=cart.member_id, cause=cause, at=at)


def _tell(promised: Promised, header: Header, cart: Cart, order_id: int, at: datetime) -> None:
    decision = promised.decision
    record(
        kind=ORDER_COMPLETED if header.completed_at else ORDER_RESERVED,
        at=at,
        member_id=cart.member_id,
        shop_id=header.shop_id,
        payload={
            "order": order_id,
            "to_pay_kopecks": decision.to_pay_kopecks,
            "burnt": decision.burn.applied,
            "offered": decision.offered(),
        },
    )
