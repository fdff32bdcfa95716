"""What a member bought: money, orders, quantities in a window of local days, on all goods or on some.

Windows: the last `days` days, today included; None looks back to the beginning. Spent is goods paid in money on
completed orders, net of returns; a cancelled or fully returned order is none.
"""

from collections.abc import Iterable
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
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from loyalty.catalogue.models import Category
from loyalty.money import BASIS_POINTS
from loyalty.purchase.goods import EVERYTHING, Goods
from loyalty.purchase.history_rows import DAYS, LINES, BoughtLine, GoodsDay, History
from loyalty.purchase.models import MemberDay, MemberDayGoods, Order, OrderLine
from loyalty.rules.expressions import days_since, local_day
from loyalty.rules.fact import MemberFact, Moment, Type, member_fact


def history_can_tell(goods: Goods) -> bool:
    """Whether the goods are named only by what history keeps: products, categories, brands."""
    others = (goods.collections, goods.attributes, goods.price_from, goods.price_to, goods.relative)
    return all(part is None for part in others) and (goods.but_not is None or history_can_tell(goods.but_not))


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
            expression=lambda moment: _total(_days(days, moment), Sum("orders")),
        )  # fmt: skip
    return member_fact(
        key=_key("orders", days, goods), label=_("Orders"), type=Type.NUMBER, source=LINES, days=days,
        fold=lambda rows, moment: len({one.order for one in _within(rows, days, moment) if is_of(goods, one)}),
        expression=lambda moment: _total(
            _lines(days, moment).filter(_of(goods)), Count("order", distinct=True), "order__member"
        ),
    )  # fmt: skip


def order_number() -> MemberFact:
    """Which order of the member this would be: 1 for the first."""
    return member_fact(
        key="order_number", label=_("Number of the order"), type=Type.NUMBER, source=DAYS, days=None,
        fold=lambda rows, moment: 1 + sum(day.orders for day in rows.days),
        expression=lambda moment: _total(_days(None, moment), Sum("orders")) + Value(1),
    )  # fmt: skip


def days_since_order(*, goods: Goods = EVERYTHING) -> MemberFact:
    """Days since the last order with these goods; absent when there was none."""
    if goods == EVERYTHING:
        return member_fact(
            key="days_since_order", label=_("Days since the last order"), type=Type.DAYS, source=DAYS, days=None,
            can_be_absent=True, fold=lambda rows, moment: _since((d.day for d in rows.days if d.orders), moment),
            expression=lambda moment: days_since(_last(_days(None, moment).filter(orders__gt=0), "day"), moment),
        )  # fmt: skip
    return member_fact(
        key=_key("days_since_order", None, goods), label=_("Days since these goods were bought"), type=Type.DAYS,
        source=LINES, days=None, can_be_absent=True,
        fold=lambda rows, moment: _since((one.day for one in rows if is_of(goods, one)), moment),
        expression=lambda moment: days_since(_last_line(_lines(None, moment).filter(_of(goods)), moment), moment),
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
            expression=lambda moment: _total(_days(days, moment), Sum(column)),
        )  # fmt: skip
    if _names_products(goods):
        return _summed_lines(key, label, kind, days, goods, field)
    return member_fact(
        key=key, label=label, type=kind, source=DAYS, days=days,
        fold=lambda rows, moment: sum(getattr(o, field) for o in _within(rows.goods, days, moment) if is_of(goods, o)),
        expression=lambda moment: _total(_goods_days(days, moment).filter(_of(goods)), Sum(column)),
    )  # fmt: skip


def _summed_lines(key: str, label: Any, kind: Type, days: int | None, goods: Goods, field: str) -> MemberFact:
    net = {"spent": F("to_pay_kopecks") - F("refunded_kopecks"), "quantity": F("quantity_milli") - F("returned_milli")}
    return member_fact(
        key=key, label=label, type=kind, source=LINES, days=days,
        fold=lambda rows, moment: sum(getattr(o, field) for o in _within(rows, days, moment) if is_of(goods, o)),
        expression=lambda moment: _total(_lines(days, moment).filter(_of(goods)), Sum(net[field]), "order__member"),
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


def _days(days: int | None, moment: Moment) -> QuerySet[MemberDay]:
    return MemberDay.objects.filter(member=OuterRef("pk"), day__gte=_first_day(days, moment), day__lte=moment.today)


def _goods_days(days: int | None, moment: Moment) -> QuerySet[MemberDayGoods]:
    return MemberDayGoods.objects.filter(
        member=OuterRef("pk"), day__gte=_first_day(days, moment), day__lte=moment.today
    )


def _lines(days: int | None, moment: Moment) -> QuerySet[OrderLine]:
    lines = OrderLine.objects.filter(
        order__member=OuterRef("pk"), order__state=Order.State.COMPLETED, returned_milli__lt=F("quantity_milli"),
        order__occurred_at__lte=moment.at,
    )  # fmt: skip
    if days is None:
        return lines
    return lines.alias(day=local_day(F("order__occurred_at"), moment)).filter(day__gte=_first_day(days, moment))


def _total(rows: QuerySet[Any], what: Expression, member: str = "member") -> Coalesce:
    total = rows.order_by().values(member).annotate(n=what).values("n")
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())


def _last(rows: QuerySet[MemberDay], column: str) -> Subquery:
    return Subquery(rows.order_by().values("member").annotate(n=Max(column)).values("n"))


def _last_line(rows: QuerySet[OrderLine], moment: Moment) -> Subquery:
    day = local_day(F("order__occurred_at"), moment)
    return Subquery(rows.order_by().values("order__member").annotate(n=Max(day)).values("n"))


def _divided(whole: Expression, by: Expression) -> Expression:
    """Integer division; null for nothing to divide by."""
    return Func(whole, NullIf(by, Value(0)), function="div", output_field=BigIntegerField())
