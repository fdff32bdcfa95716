"""Writes a return: its row, what came back of each line, and the day bucket of the purchase."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from loyalty.money import share_so_far
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.decision import Decision
from loyalty.purchase.history import Bought, take_from_history
from loyalty.purchase.models import Order, OrderLine, OrderPoints, Return
from loyalty.purchase.order_view import decision_of
from loyalty.purchase.return_points import MovedPoints
from loyalty.purchase.takeback import LineBack, TakeBack

_LINES = """
update loyalty_orderline l set returned_milli = l.returned_milli + c.milli,
  refunded_kopecks = l.refunded_kopecks + c.money, given_back_points = l.given_back_points + c.burnt
from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[]) as c(id, milli, money, burnt) where l.id = c.id
"""


def write_return(
    *,
    order: Order,
    lines: Sequence[OrderLine],
    points_rows: Mapping[str, OrderPoints],
    taken: TakeBack,
    moved: MovedPoints,
    shop_id: int,
    external_id: str,
    asked: Mapping[str, int],
    delivery: bool,
    programme: Programme,
    at: datetime,
) -> None:
    """Store the return and move the order's counters; brings `lines` up to date. Eight queries, whatever the lines."""
    by_id = {line.line_id: line for line in lines}
    rows = [(by_id[back.line_id], back) for back in taken.lines]
    discounts_back = sum(_discount_back(line, back) for line, back in rows)
    had = sum(_left(line) for line in lines)
    for line, back in rows:
        line.returned_milli += back.quantity_milli
    with connection.cursor() as cursor:
        cursor.execute(
            _LINES,
            [
                [line.pk for line, _back in rows],
                [back.quantity_milli for _line, back in rows],
                [back.money_kopecks for _line, back in rows],
                [back.burnt for _line, back in rows],
            ],
        )
    for unit, points in moved.points.items():
        row = points_rows[unit]
        row.given_back += points.given_back
        row.clawed_back += points.taken
        row.save(update_fields=["given_back", "clawed_back"])
    order.refunded_kopecks += taken.money_kopecks
    order.delivery_returned = order.delivery_returned or delivery
    order.save(update_fields=["refunded_kopecks", "delivery_returned"])
    Return.objects.create(
        order=order,
        shop_id=shop_id,
        external_id=external_id,
        lines=dict(asked),
        delivery=delivery,
        money_kopecks=taken.money_kopecks,
        certificates_kopecks=taken.certificates_kopecks,
        withheld_kopecks=taken.withheld_kopecks,
        points=msgspec.to_builtins(moved.points),
        trace={"steps": msgspec.to_builtins(taken.steps + moved.steps), "lost": msgspec.to_builtins(taken.lost)},
        at=at,
    )
    nothing_left = all(line.returned_milli == line.quantity_milli for line in lines)
    if rows and order.ruleset_number:
        has = sum(_left(line) for line in lines)
        part, of = (1, 1) if nothing_left else (had - has, had or 1)
        decision = decision_of(order)
        returned = offers.Returned(part=part, of=of, gone=_gone(decision, lines))
        offers.current().release(order_id=order.pk, decision=decision, at=at, returned=returned)
    if taken.lost_coupons:
        offers.current().revoke(order_id=order.pk, lost=taken.lost_coupons, at=at)
    if order.member_id is not None and rows:
        _forget(order, lines, rows, discounts_back, nothing_left, programme)


def _gone(decision: Decision, lines: Sequence[OrderLine]) -> tuple[str, ...]:
    """Campaigns all of whose lines have come back: those they took money off, else those they gave points for, else
    every line."""
    here = {line.line_id for line in lines if line.returned_milli < line.quantity_milli}
    discounted: dict[str, set[str]] = {one.campaign: set() for one in decision.applied}
    touched: dict[str, set[str]] = {one.campaign: set() for one in decision.applied}
    for line in decision.lines:
        for one in line.applied:
            touched[one.campaign].add(line.line_id)
            if one.kopecks:
                discounted[one.campaign].add(line.line_id)
    return tuple(sorted(code for code, some in discounted.items() if not (some or touched[code] or here) & here))


def _discount_back(line: OrderLine, back: LineBack) -> int:
    """The discount's share that goes with these goods; call before `returned_milli` moves."""
    after = line.returned_milli + back.quantity_milli
    return share_so_far(line.discount_kopecks, after, line.quantity_milli) - share_so_far(
        line.discount_kopecks, line.returned_milli, line.quantity_milli
    )


def _left(line: OrderLine) -> int:
    """The shelf value of what the customer has of a line."""
    return line.base_kopecks - share_so_far(line.base_kopecks, line.returned_milli, line.quantity_milli)


def _forget(
    order: Order,
    lines: Sequence[OrderLine],
    rows: Sequence[tuple[OrderLine, LineBack]],
    discounts_back: int,
    nothing_left: bool,
    programme: Programme,
) -> None:
    kept = {(line.category, line.brand) for line in lines if line.returned_milli < line.quantity_milli}
    assert order.member_id is not None
    take_from_history(
        member_id=order.member_id,
        at=order.occurred_at,
        zone=programme.zone,
        nothing_left=nothing_left,
        discount_kopecks=discounts_back,
        lines=[
            Bought(
                category=line.category,
                brand=line.brand,
                spent_kopecks=-back.money_kopecks,
                quantity_milli=-back.quantity_milli,
                counts=0 if (line.category, line.brand) in kept else -1,
            )
            for line, back in rows
        ],
    )
