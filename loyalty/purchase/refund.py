"""Takes goods back: money by each line's share of the receipt, points by what is left of the order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.certificates.steps import tell
from loyalty.events.kinds import ORDER_RETURNED
from loyalty.events.record import record
from loyalty.ledger.post import post
from loyalty.program.current import program_as_of
from loyalty.program.settings import Programme
from loyalty.program.tier_settings import for_tier
from loyalty.purchase import offers
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Applied, Decision, Step
from loyalty.purchase.facts import Facts
from loyalty.purchase.lock_order import OrderCancelled, OrderNotCompleted, lock_order
from loyalty.purchase.models import Order, OrderLine, OrderPoints, Return
from loyalty.purchase.order_books import OrderBooks, lock_order_books
from loyalty.purchase.order_points import order_cause
from loyalty.purchase.order_view import OrderView, balances_now, decision_of, view_of
from loyalty.purchase.return_certificates import Concerned, concerned, return_certificates, save_rows
from loyalty.purchase.return_points import ReturnedPoints, return_points
from loyalty.purchase.returning import Before, Returning, what_is_left
from loyalty.purchase.takeback import TakeBack, take_back
from loyalty.purchase.write_return import write_return
from loyalty.refusals import Refusal, Words


class ReturnAlreadyMade(Refusal):
    code: ClassVar[str] = "return_already_made"
    title: ClassVar[Words] = _("A return with this number, of other goods or in another shop, is already there")
    hint: ClassVar[Words] = _("Send this return under its own number.")


class ReturnWindowOver(Refusal):
    code: ClassVar[str] = "return_window_over"
    title: ClassVar[Words] = _("The time for returns of this order is over")


@dataclass(frozen=True, kw_only=True)
class ReturnView:
    """What the customer gets back and gives back. Points by unit in minor steps; `debt` is the part of `taken` owed.

    `dry_run` views changed nothing; `already` means an equal return had been made before.
    """

    external_id: str
    money_kopecks: int
    certificates_kopecks: int
    withheld_kopecks: int
    points: Mapping[str, ReturnedPoints]
    lost: tuple[Applied, ...]
    steps: tuple[Step, ...]
    order: OrderView
    left_milli: Mapping[str, int]
    dry_run: bool = False
    already: bool = False


def refund(
    *,
    shop_id: int,
    sold_by_id: int,
    integration_id: int | None,
    order_external_id: str,
    external_id: str,
    returning: Returning,
    at: datetime,
    dry_run: bool = False,
) -> ReturnView:
    """Take goods of an order of shop `sold_by_id` back in shop `shop_id`; whether the shop may is the door's question.

    The same number with equal goods in the same shop returns what was done (`already`). With `dry_run` nothing is
    written. Raises OrderNotFound, OrderNotCompleted, OrderCancelled, ReturnWindowOver, ReturnAlreadyMade,
    NothingToReturn, UnknownLine, LineRepeated, ReturnExceedsOrder, CertificateUsed.
    """
    with transaction.atomic():
        order = lock_order(shop_id=sold_by_id, external_id=order_external_id)
        lines = list(OrderLine.objects.filter(order=order).order_by("position"))
        asked = {line.line_id: line.quantity_milli for line in returning.lines}
        done = Return.objects.filter(order=order, external_id=external_id).first()
        if done is not None:
            # Another shop's return of the same number and goods is another return: its customer was paid there.
            if (done.shop_id, done.lines, done.delivery) != (shop_id, asked, returning.delivery):
                raise ReturnAlreadyMade(return_id=external_id)
            return _stored(done, order, lines)
        programme = program_as_of(order.program_version_id)
        _check_state(order, programme, at)
        points_rows = {row.unit.code: row for row in OrderPoints.objects.filter(order=order).select_related("unit")}
        taken = _take_back(order, lines, points_rows, returning, programme)
        cause = order_cause(order_id=order.pk, shop_id=shop_id, integration_id=integration_id, reason="return")
        key = f"return:{order.pk}:{external_id}"
        books, certificates = _lock(order, lines, returning, taken, at)
        moved = return_points(
            order=order, taken=taken, programme=programme, books=books.points, cause=cause, key=key, at=at
        )
        told = return_certificates(
            kopecks=taken.certificates_kopecks, returning=returning, concerned=certificates, programme=programme,
            cause=cause, key=key, at=at,
        )  # fmt: skip
        if not dry_run:
            post([*books.points.values(), *certificates.books()])
            save_rows(certificates)
            tell(told, cause=cause, at=at)
            write_return(
                order=order, lines=lines, points_rows=points_rows, taken=taken, moved=moved, shop_id=shop_id,
                external_id=external_id, asked=asked, delivery=returning.delivery, programme=programme, at=at,
            )  # fmt: skip
            payload = {
                "order": order.pk, "return": external_id, "money_kopecks": taken.money_kopecks,
                "offered": decision_of(order).offered(),
            }  # fmt: skip
            record(kind=ORDER_RETURNED, at=at, member_id=order.member_id, shop_id=shop_id, payload=payload)
        return ReturnView(
            external_id=external_id,
            money_kopecks=taken.money_kopecks,
            certificates_kopecks=taken.certificates_kopecks,
            withheld_kopecks=taken.withheld_kopecks,
            points=moved.points,
            lost=taken.lost,
            steps=taken.steps + moved.steps,
            order=view_of(order, balances=balances_now(books.points, at)),
            left_milli=_left(lines, taken, dry_run),
            dry_run=dry_run,
        )


def _check_state(order: Order, programme: Programme, at: datetime) -> None:
    if order.state == Order.State.CANCELLED:
        raise OrderCancelled()
    if order.state != Order.State.COMPLETED:
        raise OrderNotCompleted()
    days = programme.settings.return_days
    if at > order.occurred_at + timedelta(days=days):
        raise ReturnWindowOver(return_days=days)


def _take_back(
    order: Order,
    lines: list[OrderLine],
    points_rows: Mapping[str, OrderPoints],
    returning: Returning,
    programme: Programme,
) -> TakeBack:
    cart, facts = msgspec.convert(order.cart, Cart), msgspec.convert(order.facts, Facts)
    decision, programme = decision_of(order), for_tier(programme, facts.tier)
    before = Before(
        returned_milli={line.line_id: line.returned_milli for line in lines if line.returned_milli},
        delivery=order.delivery_returned,
        refunded_kopecks=order.refunded_kopecks,
        certificates_kopecks=_put_back(order),
        short_certificates_kopecks=order.short_certificates_kopecks,
        clawed_back={unit: row.clawed_back for unit, row in points_rows.items() if row.clawed_back},
    )
    left = what_is_left(cart=cart, facts=facts, decision=decision, before=before, returning=returning)
    offered = offers.current().redecide(
        cart=left.cart, facts=left.facts, programme=programme, at=decision.at, ruleset=decision.ruleset,
        applied=tuple(sorted({one.campaign for one in _all_applied(decision)})),
    )  # fmt: skip
    return take_back(
        cart=cart, facts=facts, decision=decision, settings=programme.settings, before=before, returning=returning,
        offered=offered,
    )  # fmt: skip


def _lock(
    order: Order, lines: list[OrderLine], returning: Returning, taken: TakeBack, at: datetime
) -> tuple[OrderBooks, Concerned]:
    """Every account that the return moves, in one statement."""
    found = concerned(
        order_id=order.pk, facts=msgspec.convert(order.facts, Facts), line_ids=[line.line_id for line in lines],
        returning=returning, pays=order.certificates_paid_kopecks > 0,
    )  # fmt: skip
    units = taken.give_back.keys() | taken.claw_back.keys()
    books = lock_order_books(member_id=order.member_id, units=units, certificates=found.ids(), at=at)
    found.locked.update(books.certificates)
    return books, found


def _left(lines: list[OrderLine], taken: TakeBack, dry_run: bool) -> dict[str, int]:
    """What the customer has after it; a dry run has not brought `lines` up to date."""
    back = {line.line_id: line.quantity_milli for line in taken.lines} if dry_run else {}
    return {line.line_id: line.quantity_milli - line.returned_milli - back.get(line.line_id, 0) for line in lines}


def _put_back(order: Order) -> int:
    """What earlier returns put back on certificates. One query, none for an order without them."""
    if not order.certificates_paid_kopecks:
        return 0
    return sum(Return.objects.filter(order=order).values_list("certificates_kopecks", flat=True))


def _all_applied(decision: Decision) -> list[Applied]:
    delivery = decision.delivery.applied if decision.delivery else ()
    return [*decision.applied, *delivery, *(one for line in decision.lines for one in line.applied)]


def _stored(done: Return, order: Order, lines: list[OrderLine]) -> ReturnView:
    return ReturnView(
        external_id=done.external_id,
        money_kopecks=done.money_kopecks,
        certificates_kopecks=done.certificates_kopecks,
        withheld_kopecks=done.withheld_kopecks,
        points=msgspec.convert(done.points, dict[str, ReturnedPoints]),
        lost=msgspec.convert(done.trace["lost"], tuple[Applied, ...]),
        steps=msgspec.convert(done.trace["steps"], tuple[Step, ...]),
        order=view_of(order),
        left_milli={line.line_id: line.quantity_milli - line.returned_milli for line in lines},
        already=True,
    )
