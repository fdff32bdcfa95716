"""Day buckets of what a member bought: completed orders, net of returns, by local day of the programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from loyalty.purchase.cart import Cart
from loyalty.purchase.count_history import count_history
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.rows import array, one_row

# So that the order is written by the same statement; `sale_of` has the values. Two go by the names they have there: the
# driver remembers how to read statements of up to 50 values.
ADDING = """day as (
  insert into loyalty_memberday as d (member_id, day, orders, spent_kopecks, discount_kopecks)
  values (%(member_id)s, %(h_day)s, 1, %(h_spent)s, %(discount)s)
  on conflict (member_id, day) do update set orders = d.orders + excluded.orders,
    spent_kopecks = d.spent_kopecks + excluded.spent_kopecks,
    discount_kopecks = d.discount_kopecks + excluded.discount_kopecks
), day_goods as (
  insert into loyalty_memberdaygoods as g (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)
  select %(member_id)s, %(h_day)s, n.* from unnest(%(h_category)s::text[], %(h_brand)s::text[], %(h_g_orders)s::int[],
    %(h_g_spent)s::bigint[], %(h_g_quantity)s::bigint[]) as n order by 3, 4
  on conflict (member_id, day, category, brand) do update set orders = g.orders + excluded.orders,
    spent_kopecks = g.spent_kopecks + excluded.spent_kopecks,
    quantity_milli = g.quantity_milli + excluded.quantity_milli
)"""

# An upsert would refuse the negative row before it looked for the one to change. A programme that moved to another time
# zone finds the purchase under another day: history stops at zero there, the return itself must not fail.
_TAKE = """
with day as (
  update loyalty_memberday set orders = greatest(0, orders + %(h_orders)s),
    spent_kopecks = greatest(0, spent_kopecks + %(h_spent)s), discount_kopecks = discount_kopecks + %(discount)s
  where member_id = %(member_id)s and day = %(h_day)s and not is_month returning 1
), goods as (
  update loyalty_memberdaygoods g set orders = greatest(0, g.orders + n.orders),
    spent_kopecks = greatest(0, g.spent_kopecks + n.spent),
    quantity_milli = greatest(0, g.quantity_milli + n.quantity)
  from unnest(%(h_category)s::text[], %(h_brand)s::text[], %(h_g_orders)s::int[], %(h_g_spent)s::bigint[],
    %(h_g_quantity)s::bigint[]) as n(category, brand, orders, spent, quantity)
  where g.member_id = %(member_id)s and g.day = %(h_day)s and not g.is_month
    and g.category = n.category and g.brand = n.brand
)
select (select count(*) from day), exists (select from loyalty_memberday
  where member_id = %(member_id)s and is_month and date_trunc('month', day) = date_trunc('month', %(h_day)s::date))
"""
_IS_FOLDED = """select exists (select from loyalty_memberday
  where member_id = %s and is_month and date_trunc('month', day) = date_trunc('month', %s::date))"""


Values = dict[str, int | str | date]


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One line's part of history: what is paid in money for it and how much of it, kept or (negative) brought back.

    `counts` is what it changes of the orders with goods of its kind: 1 bought, −1 none of them is left, 0 some are.
    """

    category: str
    brand: str
    spent_kopecks: int
    quantity_milli: int
    counts: int


def sale_of(*, cart: Cart, facts: Facts, decision: Decision, at: datetime, zone: ZoneInfo) -> Values | None:
    """What an order sold at `at` adds to its member's history, as values for `ADDING`; None for a guest. Pure."""
    if cart.member_id is None:
        return None
    lines = [
        Bought(
            category=goods.category, brand=goods.brand, spent_kopecks=decided.to_pay_kopecks,
            quantity_milli=line.quantity_milli, counts=1,
        )
        for line, goods, decided in zip(cart.lines, facts.goods, decision.lines, strict=True)
    ]  # fmt: skip
    return _values(cart.member_id, day_of(at, zone), 1, decision.discount_kopecks, lines)


def add_to_history(sale: Values) -> None:
    """Add what `sale_of` says. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"with {ADDING} select", sale)


def take_from_history(
    *, member_id: int, at: datetime, zone: ZoneInfo, nothing_left: bool, discount_kopecks: int, lines: Iterable[Bought]
) -> None:
    """Take back a part of an order, or what was left of it. Call after the order and its lines were changed. One query.

    `at` is when the order was sold: a return changes the day of the purchase, not its own. Of a month that is folded
    the member's buckets are counted anew, by days.
    """
    day = day_of(at, zone)
    given = _values(member_id, day, -1 if nothing_left else 0, -discount_kopecks, lines)
    found = one_row(_TAKE, given)
    assert found is not None
    changed, is_folded = found
    if not changed:  # there never was such a day, or it was folded while we waited for it
        is_folded = one_row(_IS_FOLDED, [member_id, day]) == (True,)
    if is_folded:
        count_history(members=[member_id], month=day)


def _values(member_id: int, day: date, orders: int, discount_kopecks: int, lines: Iterable[Bought]) -> Values:
    """An order counts once per category and brand, however many lines it has there."""
    goods: dict[tuple[str, str], list[int]] = {}
    for line in lines:
        bucket = goods.setdefault((line.category, line.brand), [line.counts, 0, 0])
        bucket[1] += line.spent_kopecks
        bucket[2] += line.quantity_milli
    keys = sorted(goods)
    return {
        "member_id": member_id,
        "h_day": day,
        "h_orders": orders,
        "h_spent": sum(bucket[1] for bucket in goods.values()),
        "discount": discount_kopecks,
        "h_category": array(key[0] for key in keys),
        "h_brand": array(key[1] for key in keys),
        "h_g_orders": array(goods[key][0] for key in keys),
        "h_g_spent": array(goods[key][1] for key in keys),
        "h_g_quantity": array(goods[key][2] for key in keys),
    }


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The programme's local day of an instant."""
    return at.astimezone(zone).date()
