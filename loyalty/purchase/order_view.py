"""An order as a till gets it back: the decision it was sold under, its state, and what the member has now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

import msgspec
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.sold import IssuedCertificate, issued_by
from loyalty.ledger.book import Book
from loyalty.ledger.lots import lives_of_order
from loyalty.purchase import offers
from loyalty.purchase.decision import Decision, EarnDecision, Step
from loyalty.purchase.models import Order
from loyalty.refusals import Refusal, Words


class OrderNotFound(Refusal):
    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such order in this shop")


@dataclass(frozen=True, kw_only=True)
class BalanceNow:
    """The parts of a balance in minor steps, as of the answer."""

    unit: str
    available: int
    pending: int
    held: int
    debt: int


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """`coupons` as the cart had them; `issued` are the codes it brought, once it is completed. `already` is true when
    an equal order had been there and nothing was done now.

    `certificates` are those it sold, with their codes. `earn` has the dates that were promised until there
    are lots (see `with_lots`), and theirs from then on.
    """

    id: int
    shop_id: int
    external_id: str
    state: str
    member_id: int | None
    occurred_at: datetime
    decision: Decision
    earn: tuple[EarnDecision, ...]
    trace: tuple[Step, ...]
    coupons: tuple[str, ...]
    balances: tuple[BalanceNow, ...] = ()
    short_points: int = 0
    refunded_kopecks: int = 0
    issued: tuple[offers.IssuedCoupon, ...] = ()
    certificates: tuple[IssuedCertificate, ...] = ()
    already: bool = False


def balances_now(books: Mapping[str, Book], at: datetime) -> tuple[BalanceNow, ...]:
    """The balances of settled books, BONUS first as they come."""
    return tuple(
        BalanceNow(
            unit=unit, available=book.available(book.instant(at)), pending=book.pending, held=book.held, debt=book.debt
        )
        for unit, book in books.items()
    )


def view_of(
    order: Order,
    *,
    balances: tuple[BalanceNow, ...] = (),
    already: bool = False,
    certificates: tuple[IssuedCertificate, ...] = (),
) -> OrderView:
    """The view of a stored order; its earn as it was promised. No query."""
    decision = decision_of(order)
    return OrderView(
        id=order.pk,
        shop_id=order.shop_id,
        external_id=order.external_id,
        state=order.state,
        member_id=order.member_id,
        occurred_at=order.occurred_at,
        decision=decision,
        earn=decision.earn,
        trace=trace_of(order),
        coupons=tuple(order.cart["coupons"]),
        balances=balances,
        short_points=order.short_points,
        refunded_kopecks=order.refunded_kopecks,
        already=already,
        certificates=certificates,
    )


def with_lots(view: OrderView) -> OrderView:
    """The view with the dates its points live by and the codes it brought, once the order is completed. One query for
    each, none before that."""
    if view.state == Order.State.COMPLETED and view.decision.coupons_to_come:
        view = replace(view, issued=offers.current().issued(order_id=view.id))
    if view.state != Order.State.COMPLETED or not view.earn:
        return view
    lives = {life.unit: life for life in lives_of_order(order_id=view.id)}
    real = (
        msgspec.structs.replace(
            one, available_from=lives[one.unit].available_from, expires_at=lives[one.unit].expires_at
        )
        for one in view.earn
    )
    return replace(view, earn=tuple(real))


def certificates_of(order: Order) -> tuple[IssuedCertificate, ...]:
    """The certificates it sold. One query; none for an order without any among its goods."""
    return (
        issued_by(order_id=order.pk)
        if any(goods.get("is_certificate") for goods in order.facts.get("goods", ()))
        else ()
    )


def decision_of(order: Order) -> Decision:
    """The decision an order was sold under, without its trace."""
    return msgspec.convert(order.decision, Decision)


def trace_of(order: Order) -> tuple[Step, ...]:
    """Why each kopeck and point, as recorded at the sale and at completion."""
    return msgspec.convert(order.trace, tuple[Step, ...])
