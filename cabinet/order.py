"""A purchase as its page shows it: what was bought, what was paid how, the points and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cabinet.words import heading_of_day
from loyalty.purchase.models import Order
from loyalty.purchase.read_orders import BoughtLine, GoodsReturned, MemberOrder
from loyalty.purchase.trace import Names, story
from loyalty.words import UnitWords, points, quantity, roubles

_ONE_PIECE = 1_000
_STATES: Mapping[str, str | Promise] = {
    Order.State.PENDING: gettext_lazy("Not paid yet. The points are reserved"),
    Order.State.PLACED: gettext_lazy("Ordered. The points are reserved until you receive it"),
    Order.State.CANCELLED: gettext_lazy("Cancelled. The points are available again"),
}


@dataclass(frozen=True, kw_only=True)
class Sum:
    label: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class Goods:
    """One line; `notes` say what was taken off it, paid with points, returned."""

    name: str
    amount: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GoodsBack:
    """One return: its heading, and what came of it in sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """`state` is empty for a completed purchase, `points` is what it brought and took."""

    title: str
    place: str
    number: str
    state: str
    points: tuple[str, ...]
    sums: tuple[Sum, ...]
    goods: tuple[Goods, ...]
    reasons: tuple[str, ...]
    returns: tuple[GoodsBack, ...]


def order_page(*, order: MemberOrder, units: Mapping[str, UnitWords], today: date, zone: ZoneInfo) -> OrderPage:
    """The page of `order`. No query."""
    names = Names(units=units, goods={line.line_id: line.name or line.sku for line in order.lines}, zone=zone)
    reasons = story(steps=order.trace, names=names, language=get_language() or "ru")
    return OrderPage(
        title=_("Purchase of {money}").format(money=roubles(order.to_pay_kopecks)),
        place=_("“{shop}” · {day}").format(shop=order.shop, day=_moment(order.occurred_at, today, zone)),
        number=order.number,
        state=str(_STATES.get(order.state, "")),
        points=_points(order, units),
        sums=_sums(order),
        goods=tuple(_goods(line) for line in order.lines),
        reasons=reasons if order.state != Order.State.CANCELLED else (),
        returns=tuple(_back(returned, order, names, today, zone) for returned in order.returns),
    )


def _points(order: MemberOrder, units: Mapping[str, UnitWords]) -> tuple[str, ...]:
    """Signed amounts at the sale; an order that is not completed has not moved any."""
    if order.state != Order.State.COMPLETED:
        return ()
    moved = [(unit, -amount) for unit, amount in order.burnt.items()] + list(order.earned.items())
    return tuple(points(amount, units[unit], signed=True) for unit, amount in moved if amount)


def _sums(order: MemberOrder) -> tuple[Sum, ...]:
    delivery = order.delivery_base_kopecks
    off_delivery = order.discount_kopecks - sum(line.discount_kopecks for line in order.lines)
    rows = [
        (_("Goods"), order.base_kopecks - delivery),
        (_("Discount"), -(order.discount_kopecks - off_delivery)),
        (_("Delivery"), delivery),
        (_("Discount on delivery"), -off_delivery),
        (_("Paid with points"), -order.points_paid_kopecks),
        (_("Paid with certificates"), -order.certificates_paid_kopecks),
    ]
    label = _("Paid in money") if order.state == Order.State.COMPLETED else _("To pay in money")
    total = Sum(label=label, amount=roubles(order.to_pay_kopecks))
    return (*(Sum(label=label, amount=roubles(kopecks)) for label, kopecks in rows if kopecks), total)


def _goods(line: BoughtLine) -> Goods:
    notes = [
        _("{quantity} for {money}").format(quantity=quantity(line.quantity_milli), money=roubles(line.base_kopecks))
    ]
    if line.quantity_milli == _ONE_PIECE and not (
        line.discount_kopecks or line.points_paid_kopecks or line.certificates_paid_kopecks
    ):
        notes = []
    if line.discount_kopecks:
        notes.append(_("discount {money}").format(money=roubles(line.discount_kopecks)))
    if line.points_paid_kopecks:
        notes.append(_("{money} paid with points").format(money=roubles(line.points_paid_kopecks)))
    if line.certificates_paid_kopecks:
        notes.append(_("{money} paid with certificates").format(money=roubles(line.certificates_paid_kopecks)))
    if line.returned_milli:
        notes.append(_("returned: {quantity}").format(quantity=quantity(line.returned_milli)))
    return Goods(name=line.name or line.sku, amount=roubles(line.to_pay_kopecks), notes=tuple(notes))


def _back(returned: GoodsReturned, order: MemberOrder, names: Names, today: date, zone: ZoneInfo) -> GoodsBack:
    words = _("{day}: {money} back") if returned.shop == order.shop else _("{day}: {money} back at “{shop}”")
    return GoodsBack(
        heading=words.format(
            day=_moment(returned.at, today, zone), money=roubles(returned.money_kopecks), shop=returned.shop
        ),
        sentences=story(steps=returned.steps, names=names, language=get_language() or "ru"),
    )


def _moment(at: datetime, today: date, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{heading_of_day(local.date(), today=today)}, {time_format(local.time(), 'H:i')}"
