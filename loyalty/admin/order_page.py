"""The one page of an order: what was sold, paid and earned, what came back, and why each kopeck and point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from loyalty import words
from loyalty.admin.kit import staff
from loyalty.admin.member_words import member_name
from loyalty.admin.order_words import some
from loyalty.admin.site import programme_of
from loyalty.ledger.units import UnitView, units
from loyalty.money import BONUS
from loyalty.purchase.decision import Decision, Step
from loyalty.purchase.models import Order, OrderLine, OrderPoints, Return
from loyalty.purchase.order_view import decision_of, trace_of
from loyalty.purchase.return_points import ReturnedPoints
from loyalty.purchase.trace import Names, Row, rows
from loyalty.words import UnitWords


@dataclass(frozen=True)
class LineRow:
    """A line of the receipt, amounts in words."""

    name: str
    sku: str
    quantity: str
    base: str
    discount: str
    with_points: str
    burnt: str
    to_pay: str
    earned: str
    returned: str
    refunded: str


@dataclass(frozen=True)
class PointsRow:
    """What the order did with one kind of points."""

    earned: str
    burnt: str
    clawed_back: str
    given_back: str


@dataclass(frozen=True)
class ReturnView:
    number: str
    shop: str
    at: datetime
    goods: str
    money: str
    withheld: str
    points: tuple[str, ...]
    trace: tuple[Row, ...]


def order_context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """What the page shows. Nine queries, whatever the receipt."""
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    known = units()
    decision = decision_of(order) if order.decision else None
    names = Names(
        units={code: unit.words for code, unit in known.items()},
        goods={line.line_id: line.name or line.sku for line in lines},
        zone=programme_of(request).zone,
    )
    return {
        "order": order,
        "member_name": member_name(staff(request), order.member) if order.member else "",
        "totals": _totals(order),
        "lines": [_line(line, decision, known) for line in lines],
        "delivery": _delivery(order, decision, known),
        "points": _points(order),
        "burn": _burn_words(decision, known[BONUS].words) if decision else "",
        "returns": _returns(order, names, lines),
        "trace": _trace(trace_of(order), names),
        "short": words.points(order.short_points, known[BONUS].words) if order.short_points else "",
        "short_certificates": some(order.short_certificates_kopecks) if order.short_certificates_kopecks else "",
        "paid_by": [
            (one.certificate_id, str(one.certificate), words.roubles(one.paid_kopecks), some(one.returned_kopecks))
            for one in order.paid_by.select_related("certificate").order_by("pk")
        ]
        if order.certificates_paid_kopecks
        else [],
        "sold_certificates": [
            (one.pk, str(one), words.roubles(one.nominal_kopecks)) for one in order.certificates.order_by("pk")
        ],
    }


def _totals(order: Order) -> list[tuple[str, str]]:
    """The amounts by name, those that are zero left out but for the first and the last."""
    amounts = [
        (gettext("Shelf value"), order.base_kopecks, True),
        (gettext("Discount"), -order.discount_kopecks, False),
        (gettext("Paid with points"), -order.points_paid_kopecks, False),
        (gettext("Paid with certificates"), -order.certificates_paid_kopecks, False),
        (gettext("To pay"), order.to_pay_kopecks, True),
        (gettext("Returned"), -order.refunded_kopecks, False),
    ]
    return [(name, words.roubles(amount, exact=True)) for name, amount, always in amounts if amount or always]


def _line(line: OrderLine, decision: Decision | None, known: Mapping[str, UnitView]) -> LineRow:
    sold = next((one for one in decision.lines if one.line_id == line.line_id), None) if decision else None
    return LineRow(
        name=line.name or line.sku,
        sku=line.sku,
        quantity=words.quantity(line.quantity_milli),
        base=words.roubles(line.base_kopecks, exact=True),
        discount=some(line.discount_kopecks),
        with_points=some(line.points_paid_kopecks),
        burnt=words.points(line.burnt_points, known[BONUS].words) if line.burnt_points else "",
        to_pay=words.roubles(line.to_pay_kopecks, exact=True),
        earned=_earned(sold.earned, known) if sold else "",
        returned=words.quantity(line.returned_milli) if line.returned_milli else "",
        refunded=some(line.refunded_kopecks) if line.returned_milli else "",
    )


def _earned(earned: Mapping[str, int], known: Mapping[str, UnitView]) -> str:
    return ", ".join(words.points(amount, known[unit].words) for unit, amount in earned.items() if amount)


def _delivery(order: Order, decision: Decision | None, known: Mapping[str, UnitView]) -> LineRow | None:
    if not order.delivery_base_kopecks:
        return None
    sold = decision.delivery if decision else None
    earned = sold.earned if sold else {}
    off = sold.discount_kopecks if sold else order.delivery_base_kopecks - order.delivery_to_pay_kopecks
    return LineRow(
        name=gettext("Delivery"), sku="", quantity="", base=words.roubles(order.delivery_base_kopecks, exact=True),
        discount=some(off), with_points="—", burnt="",
        to_pay=words.roubles(order.delivery_to_pay_kopecks, exact=True), earned=_earned(earned, known),
        returned=gettext("yes") if order.delivery_returned else "", refunded="",
    )  # fmt: skip


def _points(order: Order) -> list[PointsRow]:
    found = OrderPoints.objects.filter(order=order).select_related("unit").order_by("unit__code")

    def row(points: OrderPoints) -> PointsRow:
        unit = UnitWords(forms_ru=points.unit.forms_ru, forms_en=points.unit.forms_en, scale=points.unit.scale)
        amounts = (points.earned, points.burnt, points.clawed_back, points.given_back)
        return PointsRow(*(words.points(amount, unit) for amount in amounts))

    return [row(points) for points in found]


def _burn_words(decision: Decision, unit: UnitWords) -> str:
    """Why not more was paid with points, when something stood in the way."""
    burn = decision.burn
    why = {
        "balance": gettext("there were no more points on the balance"),
        "limit": gettext("points may cover only a part of the receipt"),
        "floor": gettext("the goods were already at their minimum price"),
        "min_receipt": gettext("the receipt was too small for points"),
        "min_balance": gettext("the balance was too small to be spent"),
        "member": gettext("this member could not pay with points"),
        "frozen": gettext("the points were frozen"),
    }.get(burn.limited_by or "")
    if not burn.requested or not why:
        return ""
    return gettext("Asked to pay with {requested}, {applied} were accepted: {why}.").format(
        requested=words.points(burn.requested, unit), applied=words.points(burn.applied, unit), why=why
    )


def _trace(steps: Sequence[Step], names: Names) -> tuple[Row, ...]:
    return rows(steps=steps, names=names, language="ru" if (get_language() or "ru").startswith("ru") else "en")


def _returns(order: Order, names: Names, lines: Sequence[OrderLine]) -> list[ReturnView]:
    found = Return.objects.filter(order=order).select_related("shop").order_by("at", "id")
    return [_return(one, names) for one in found]


def _return(one: Return, names: Names) -> ReturnView:
    goods = [f"{names.goods.get(line_id, line_id)} × {words.quantity(milli)}" for line_id, milli in one.lines.items()]
    if one.delivery:
        goods.append(gettext("delivery"))
    return ReturnView(
        number=one.external_id,
        shop=one.shop.name,
        at=one.at,
        goods=", ".join(goods),
        money=words.roubles(one.money_kopecks, exact=True),
        withheld=words.roubles(one.withheld_kopecks, exact=True) if one.withheld_kopecks else "",
        points=tuple(_moved(points, names.units[unit]) for unit, points in _moved_points(one).items()),
        trace=_trace(msgspec.convert(one.trace.get("steps", []), tuple[Step, ...]), names),
    )


def _moved_points(one: Return) -> dict[str, ReturnedPoints]:
    return msgspec.convert(one.points, dict[str, ReturnedPoints])


def _moved(points: ReturnedPoints, unit: UnitWords) -> str:
    parts = [
        (gettext("given back {points}"), points.given_back),
        (gettext("taken back {points}"), points.taken),
        (gettext("of them became a debt {points}"), points.debt),
        (gettext("of them let go {points}"), points.forgiven),
        (gettext("of them had expired {points}"), points.expired),
    ]
    return ", ".join(text.format(points=words.points(amount, unit)) for text, amount in parts if amount)
