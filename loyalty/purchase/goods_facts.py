"""What goods relative to the member need to be known: facts of what they bought."""

from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from loyalty.purchase.goods import (
    BOUGHT_CATEGORIES,
    BOUGHT_SKUS,
    FAVOURITE_BRAND,
    FAVOURITE_CATEGORY,
    USUAL_SKUS,
    Goods,
)
from loyalty.purchase.history_rows import DAYS, LINES, History
from loyalty.purchase.models import MemberDayGoods, Order, OrderLine
from loyalty.rules.expressions import local_day
from loyalty.rules.fact import MemberFact, Moment, Type, member_fact

WINDOW_DAYS = 180  # what is usual, and what is a favourite
USUAL_ORDERS = 3


def _lines(moment: Moment, days: int | None) -> Any:
    lines = OrderLine.objects.filter(
        order__member=OuterRef("pk"), order__state=Order.State.COMPLETED, returned_milli__lt=F("quantity_milli"),
        order__occurred_at__lte=moment.at,
    )  # fmt: skip
    if days is None:
        return lines
    first = moment.today - timedelta(days=days - 1)
    return lines.alias(day=local_day(F("order__occurred_at"), moment)).filter(day__gte=first)


def _usual(rows: Any, moment: Moment) -> tuple[str, ...]:
    first = moment.today - timedelta(days=WINDOW_DAYS - 1)
    orders: dict[str, set[int]] = {}
    for one in rows:
        if one.day >= first:
            orders.setdefault(one.sku, set()).add(one.order)
    return tuple(sorted(sku for sku, found in orders.items() if len(found) >= USUAL_ORDERS))


def _favourite(field: str, key: str, label: Any) -> MemberFact:
    """The category or brand with the most money in the window; of equal ones, the first by code."""

    def fold(rows: History, moment: Moment) -> str | None:
        first, sums = moment.today - timedelta(days=WINDOW_DAYS - 1), dict[str, int]()
        for one in rows.goods:
            name = getattr(one, field)
            if name and one.day >= first and one.spent > 0:
                sums[name] = sums.get(name, 0) + one.spent
        return min(sums, key=lambda name: (-sums[name], name), default=None)

    def expression(moment: Moment) -> Any:
        first = moment.today - timedelta(days=WINDOW_DAYS - 1)
        days = MemberDayGoods.objects.filter(
            member=OuterRef("pk"), day__gte=first, day__lte=moment.today, spent_kopecks__gt=0
        ).exclude(**{field: ""})
        ranked = days.order_by().values(field).annotate(n=Sum("spent_kopecks")).order_by("-n", field)
        return Subquery(ranked.values(field)[:1])

    return member_fact(
        key=key, label=label, type=Type.TEXT, source=DAYS, days=WINDOW_DAYS, can_be_absent=True, fold=fold,
        expression=expression,
    )  # fmt: skip


_FACTS: dict[str, MemberFact] = {
    "never_bought": member_fact(
        key=BOUGHT_SKUS, label=_("Products bought before"), type=Type.TEXTS, source=LINES, days=None,
        fold=lambda rows, moment: tuple(sorted({one.sku for one in rows})),
        expression=lambda moment: ArraySubquery(_lines(moment, None).order_by("sku").values("sku").distinct()),
    ),
    "new_category": member_fact(
        key=BOUGHT_CATEGORIES, label=_("Categories bought before"), type=Type.TEXTS, source=LINES, days=None,
        fold=lambda rows, moment: tuple(sorted({one.category for one in rows if one.category})),
        expression=lambda moment: ArraySubquery(
            _lines(moment, None).exclude(category="").order_by("category").values("category").distinct()
        ),
    ),
    "usual": member_fact(
        key=USUAL_SKUS, label=_("Products bought usually"), type=Type.TEXTS, source=LINES, days=WINDOW_DAYS,
        fold=_usual,
        expression=lambda moment: ArraySubquery(
            _lines(moment, WINDOW_DAYS).order_by("sku").values("sku")
            .annotate(n=Count("order", distinct=True)).filter(n__gte=USUAL_ORDERS).values("sku")
        ),
    ),
    "favourite_category": _favourite("category", FAVOURITE_CATEGORY, _("Favourite category")),
    "favourite_brand": _favourite("brand", FAVOURITE_BRAND, _("Favourite brand")),
}  # fmt: skip


def facts_of_goods(goods: Goods) -> tuple[MemberFact, ...]:
    """What has to be known of the member before it can be said whether a line is of these goods."""
    own = () if goods.relative is None else (_FACTS[goods.relative],)
    return own if goods.but_not is None else own + facts_of_goods(goods.but_not)
