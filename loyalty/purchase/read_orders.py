"""Orders as their member reads them. Frozen, so that a page cannot query."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F, Func, JSONField, QuerySet, Value

from loyalty.purchase.decision import Step
from loyalty.purchase.models import Order, Return
from loyalty.purchase.order_view import trace_of
from loyalty.purchase.return_points import ReturnedPoints

_EARN_STEP = '$[*] ? (@.code == "earn_percent" || @.code == "earn_per_amount")'


@dataclass(frozen=True, kw_only=True)
class OrderBrief:
    """What a line of history says of a purchase. `why_earned` is the trace's step of the base earn, or None; `spent`
    are the decision's (`Spent`), as stored, None before there were any."""

    shop: str
    id: int
    occurred_at: datetime
    base_kopecks: int
    discount_kopecks: int
    to_pay_kopecks: int
    refunded_kopecks: int
    why_earned: Mapping[str, Any] | None
    spent: Sequence[Mapping[str, Any]] | None


def briefs_of(*, order_ids: Iterable[int]) -> Mapping[int, OrderBrief]:
    """Purchases by id; unknown ids are left out. One query, none for no ids."""
    return {brief.id: brief for brief in _briefs(Order.objects.filter(pk__in=set(order_ids)))}


def reserved_of(*, member_id: int) -> tuple[OrderBrief, ...]:
    """The member's orders that are not completed yet, newest first. One query."""
    waiting = (Order.State.PENDING, Order.State.PLACED)
    return tuple(_briefs(Order.objects.filter(member_id=member_id, state__in=waiting).order_by("-occurred_at", "-pk")))


def _briefs(orders: QuerySet[Order]) -> list[OrderBrief]:
    why = Func(F("trace"), Value(_EARN_STEP), function="jsonb_path_query_first", output_field=JSONField())
    names = _fields(OrderBrief)
    rows = orders.annotate(why_earned=why, spent=F("decision__spent")).values_list("shop__name", *names[1:])
    return [OrderBrief(**dict(zip(names, row, strict=True))) for row in rows]


@dataclass(frozen=True, kw_only=True)
class BoughtLine:
    """One line as sold; kopecks, thousandths. `name` may be empty."""

    line_id: str
    sku: str
    name: str
    quantity_milli: int
    base_kopecks: int
    discount_kopecks: int
    points_paid_kopecks: int
    certificates_paid_kopecks: int
    to_pay_kopecks: int
    returned_milli: int


@dataclass(frozen=True, kw_only=True)
class GoodsReturned:
    """One return: when, where, the money due, the points by unit, and why."""

    at: datetime
    shop: str
    money_kopecks: int
    certificates_kopecks: int
    points: Mapping[str, ReturnedPoints]
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class MemberOrder:
    """One purchase as its member reads it. `earned` and `burnt` are points by unit, as of the sale."""

    id: int
    number: str
    shop: str
    state: str
    occurred_at: datetime
    base_kopecks: int
    discount_kopecks: int
    points_paid_kopecks: int
    certificates_paid_kopecks: int
    to_pay_kopecks: int
    delivery_base_kopecks: int
    earned: Mapping[str, int]
    burnt: Mapping[str, int]
    lines: tuple[BoughtLine, ...]
    returns: tuple[GoodsReturned, ...]
    trace: tuple[Step, ...]


def order_of_member(*, member_id: int, order_id: int) -> MemberOrder | None:
    """The member's own purchase; None for an unknown number and for somebody else's alike. At most four queries."""
    order = Order.objects.select_related("shop").filter(pk=order_id, member_id=member_id).first()
    if order is None:
        return None
    points = list(order.points.values_list("unit__code", "earned", "burnt").order_by("unit__code"))
    return MemberOrder(
        id=order.pk,
        number=order.external_id,
        shop=order.shop.name,
        state=order.state,
        occurred_at=order.occurred_at,
        base_kopecks=order.base_kopecks,
        discount_kopecks=order.discount_kopecks,
        points_paid_kopecks=order.points_paid_kopecks,
        certificates_paid_kopecks=order.certificates_paid_kopecks,
        to_pay_kopecks=order.to_pay_kopecks,
        delivery_base_kopecks=order.delivery_base_kopecks,
        earned={unit: earned for unit, earned, _burnt in points},
        burnt={unit: burnt for unit, _earned, burnt in points},
        lines=tuple(BoughtLine(**row) for row in order.lines.order_by("position").values(*_fields(BoughtLine))),
        returns=tuple(_returned(row) for row in order.returns.select_related("shop").order_by("at", "pk")),
        trace=trace_of(order),
    )


def _returned(row: Return) -> GoodsReturned:
    return GoodsReturned(
        at=row.at,
        shop=row.shop.name,
        money_kopecks=row.money_kopecks,
        certificates_kopecks=row.certificates_kopecks,
        points=msgspec.convert(row.points, dict[str, ReturnedPoints]),
        steps=msgspec.convert(row.trace["steps"], tuple[Step, ...]),
    )


def _fields(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))
