"""What a member bought: money, orders, quantities in a window of local days, on all goods or on some.

Windows: the last `days` days, today included; None looks back to the beginning. Spent is goods paid in money on
completed orders, net of returns; a cancelled or fully returned order is none.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Expression,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.expressions import F, Func
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils.translation import gettext_lazy as _

from loyalty.catalogue.models import Category
from loyalty.money import BASIS_POINTS
from loyalty.program.validity import midnight
from loyalty.purchase.goods import EVERYTHING, Goods
from loyalty.purchase.history_rows import DAYS, LINES, BoughtLine, GoodsDay, History
from loyalty.purchase.models import MemberDay, MemberDayGoods, Order, OrderLine
from loyalty.rules.expressions import days_since, local_day
from loyalty.rules.fact import MemberFact, Moment, Type, member_fact

_DAYS: QuerySet[Any] = MemberDay.objects.order_by()
_GOODS: QuerySet[Any] = MemberDayGoods.objects.order_by()
PARTS = ("skus", "categories", "brands")  # by which history tells goods apart


def spent(*, days: int | None, goods: Goods = EVERYTHING) -> MemberFact:
    """Kopecks."""
    return _summed("spent", _("Spent"), Type.AMOUNT, days, goods, "spent_kopecks", "spent")


def bought(*, days: int | None, goods: Goods) -> MemberFact:
    """Thousandths of pieces or kilograms."""
    return _summed("bought", _("Bought"), Type.QUANTITY, days, goods, "quantity_milli", "quantity")


def orders(*, days: int | None, goods: Goods = EVERYTHING) -> MemberFact:
    """Orders with something of these goods left."""
    if goods == EVERYTHING:
        return member_fact(
            key=_key("orders", days, goods), label=_("Orders"), type=Type.NUMBER, source=DAYS, days=days,
            fold=lambda rows, moment: sum(day.orders for day in _within(rows.days, days, moment)),
            expression=lambda moment: _total(_DAYS, _in_window(days, moment), "orders", moment),
        )  # fmt: skip
    return member_fact(
        key=_key("orders", days, goods), label=_("Orders"), type=Type.NUMBER, source=LINES, days=days,
        fold=lambda rows, moment: len({one.order for one in _within(rows, days, moment) if is_of(goods, one)}),
        expression=lambda moment: _zero(
            _of_lines(days, goods, moment, lambda where: Count("order", distinct=True, filter=where))
        ),
    )  # fmt: skip


def order_number() -> MemberFact:
    """Which order of the member this would be: 1 for the first."""
    return member_fact(
        key="order_number", label=_("Number of the order"), type=Type.NUMBER, source=DAYS, days=None,
        fold=lambda rows, moment: 1 + sum(day.orders for day in rows.days),
        expression=lambda moment: _total(_DAYS, _in_window(None, moment), "orders", moment) + Value(1),
    )  # fmt: skip


def days_since_order(*, goods: Goods = EVERYTHING) -> MemberFact:
    """Days since the last order with these goods; absent when there was none."""
    if goods == EVERYTHING:
        return member_fact(
            key="days_since_order", label=_("Days since the last order"), type=Type.DAYS, source=DAYS, days=None,
            can_be_absent=True, fold=lambda rows, moment: _since((d.day for d in rows.days if d.orders), moment),
            expression=lambda moment: days_since(
                _asked(_DAYS, _in_window(None, moment) & Q(orders__gt=0), _last("day"), moment), moment
            ),
        )  # fmt: skip
    return member_fact(
        key=_key("days_since_order", None, goods), label=_("Days since these goods were bought"), type=Type.DAYS,
        source=LINES, days=None, can_be_absent=True,
        fold=lambda rows, moment: _since((one.day for one in rows if is_of(goods, one)), moment),
        expression=lambda moment: days_since(_of_lines(None, goods, moment, _last("day")), moment),
    )  # fmt: skip


def average_order(*, days: int | None) -> MemberFact:
    """Spent divided by orders, kopecks, rounded down; absent without orders."""
    total, count = spent(days=days), orders(days=days)

    def fold(rows: History, moment: Moment) -> int | None:
        number = _whole(count.fold(rows, moment))
        return _whole(total.fold(rows, moment)) // number if number else None

    return member_fact(
        key=_key("average_order", days, EVERYTHING), label=_("Average order"), type=Type.AMOUNT, source=DAYS, days=days,
        can_be_absent=True, fold=fold,
        expression=lambda moment: _divided(total.expression(moment), count.expression(moment)),
    )  # fmt: skip


def discount_share(*, days: int | None) -> MemberFact:
    """The part of what the goods were worth that the shop took off, in basis points, rounded down; absent when nothing
    was bought. What was paid with points is left out."""

    def fold(rows: History, moment: Moment) -> int | None:
        bought = list(_within(rows.days, days, moment))
        taken = sum(day.discount for day in bought)
        whole = taken + sum(day.spent for day in bought)
        return max(0, taken) * BASIS_POINTS // whole if whole > 0 else None

    def expression(moment: Moment) -> Any:
        taken = _total(_DAYS, _in_window(days, moment), "discount_kopecks", moment)
        whole = taken + _total(_DAYS, _in_window(days, moment), "spent_kopecks", moment)
        return _divided(Greatest(taken, Value(0)) * Value(BASIS_POINTS), Greatest(whole, Value(0)))

    return member_fact(
        key=_key("discount_share", days, EVERYTHING), label=_("Share of discounts"), type=Type.PERCENT, source=DAYS,
        days=days, can_be_absent=True, fold=fold, expression=expression,
    )  # fmt: skip


def share_of_spending(*, days: int | None, goods: Goods) -> MemberFact:
    """The part of what was spent that went on these goods, in basis points, rounded down; absent when nothing was."""
    on_these, total = spent(days=days, goods=goods), spent(days=days)
    if on_these.source == LINES:
        total = _summed_lines("spent_on_lines", _("Spent"), Type.AMOUNT, days, EVERYTHING, "spent")

    def fold(rows: Any, moment: Moment) -> int | None:
        whole = _whole(total.fold(rows, moment))
        return _whole(on_these.fold(rows, moment)) * BASIS_POINTS // whole if whole else None

    return member_fact(
        key=_key("share", days, goods), label=_("Share of spending"), type=Type.PERCENT, source=on_these.source,
        days=days,
        can_be_absent=True, fold=fold,
        expression=lambda moment: _divided(
            on_these.expression(moment) * Value(BASIS_POINTS), total.expression(moment)
        ),
    )  # fmt: skip


def is_of(goods: Goods, one: BoughtLine | GoodsDay) -> bool:
    """Whether what was bought is of these goods, as far as history knows them."""
    if goods.skus is not None and (not isinstance(one, BoughtLine) or one.sku not in goods.skus):
        return False
    if goods.categories is not None and set(goods.categories).isdisjoint((one.category, *one.path)):
        return False
    if goods.brands is not None and one.brand not in goods.brands:
        return False
    return goods.but_not is None or not is_of(goods.but_not, one)


def _summed(code: str, label: Any, kind: Type, days: int | None, goods: Goods, column: str, field: str) -> MemberFact:
    key = _key(code, days, goods)
    if goods == EVERYTHING:
        return member_fact(
            key=key, label=label, type=kind, source=DAYS, days=days,
            fold=lambda rows, moment: sum(getattr(day, field) for day in _within(rows.days, days, moment)),
            expression=lambda moment: _total(_DAYS, _in_window(days, moment), column, moment),
        )  # fmt: skip
    if _names_products(goods):
        return _summed_lines(key, label, kind, days, goods, field)
    return member_fact(
        key=key, label=label, type=kind, source=DAYS, days=days,
        fold=lambda rows, moment: sum(getattr(o, field) for o in _within(rows.goods, days, moment) if is_of(goods, o)),
        expression=lambda moment: _total(_GOODS, _in_window(days, moment) & _of(goods), column, moment),
    )  # fmt: skip


def _summed_lines(key: str, label: Any, kind: Type, days: int | None, goods: Goods, field: str) -> MemberFact:
    net = {"spent": F("to_pay_kopecks") - F("refunded_kopecks"), "quantity": F("quantity_milli") - F("returned_milli")}
    return member_fact(
        key=key, label=label, type=kind, source=LINES, days=days,
        fold=lambda rows, moment: sum(getattr(o, field) for o in _within(rows, days, moment) if is_of(goods, o)),
        expression=lambda moment: _zero(
            _of_lines(days, goods, moment, lambda where: Sum(net[field], filter=where))
        ),
    )  # fmt: skip


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _key(code: str, days: int | None, goods: Goods) -> str:
    return f"{code}:{'ever' if days is None else days}" + ("" if goods == EVERYTHING else f":{goods.key}")


def _names_products(goods: Goods) -> bool:
    return goods.skus is not None or (goods.but_not is not None and _names_products(goods.but_not))


def _first_day(days: int | None, moment: Moment) -> date:
    return date.min if days is None else moment.today - timedelta(days=days - 1)


def _within(rows: Iterable[Any], days: int | None, moment: Moment) -> Iterable[Any]:
    first = _first_day(days, moment)
    return (row for row in rows if first <= row.day <= moment.today)


def _since(days: Iterable[date], moment: Moment) -> int | None:
    last = max(days, default=None)
    return None if last is None else (moment.today - last).days


def _of(goods: Goods) -> Q:
    """The same question of columns `sku`, `category`, `brand`."""
    found = Q()
    if goods.skus is not None:
        found &= Q(sku__in=goods.skus)
    if goods.categories is not None:
        below = Category.objects.filter(path__overlap=list(goods.categories)).values("code")
        found &= Q(category__in=goods.categories) | Q(category__in=below)
    if goods.brands is not None:
        found &= Q(brand__in=goods.brands)
    return found if goods.but_not is None else found & ~_of(goods.but_not)


def _in_window(days: int | None, moment: Moment) -> Q:
    window = Q(day__lte=moment.today)
    return window if days is None else window & Q(day__gte=_first_day(days, moment))


def _of_lines(days: int | None, goods: Goods, moment: Moment, what: Callable[[Q | None], Any]) -> Any:
    """Of the member's lines of completed orders of which something is left."""
    lines = OrderLine.objects.order_by().filter(
        order__state=Order.State.COMPLETED, returned_milli__lt=F("quantity_milli"), order__occurred_at__lte=moment.at
    ).alias(day=local_day(F("order__occurred_at"), moment))  # fmt: skip
    where = _of(goods)
    if days is not None:
        first = midnight(_first_day(days, moment), moment.zone)
        where &= Q(order__occurred_at__gte=first)  # an instant, which an index of orders can find
    return _asked(lines, where, what, moment, "order__member")


def _total(rows: QuerySet[Any], where: Q, column: str, moment: Moment) -> Coalesce:
    return _zero(_asked(rows, where, lambda inside: Sum(column, filter=inside), moment))


def _zero(total: Any) -> Coalesce:
    return Coalesce(total, Value(0), output_field=BigIntegerField())


def _last(column: str) -> Callable[[Q | None], Any]:
    return lambda where: Max(column, filter=where)


def _asked(
    rows: QuerySet[Any], where: Q, what: Callable[[Q | None], Any], moment: Moment, member: str = "member"
) -> Any:
    ask = moment.totals or _one_by_one
    return ask(rows=rows, where=where, what=what, member=member)


def _one_by_one(*, rows: QuerySet[Any], where: Q, what: Callable[[Q | None], Any], member: str) -> Subquery:
    """A subquery for the member in the outer one: best for few members."""
    mine = rows.filter(where, **{member: OuterRef("pk")}).values(member)
    return Subquery(mine.annotate(n=what(None)).values("n"))


def _divided(whole: Expression, by: Expression) -> Expression:
    """Integer division; null for nothing to divide by."""
    return Func(whole, NullIf(by, Value(0)), function="div", output_field=BigIntegerField())
