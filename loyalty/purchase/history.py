"""Day buckets of what a member bought: completed orders, net of returns, by local day of the programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from loyalty.rows import array

_ADD = """
with day as (
  insert into loyalty_memberday as d (member_id, day, orders, spent_kopecks, discount_kopecks)
  values (%(member)s, %(day)s, %(orders)s, %(spent)s, %(discount)s)
  on conflict (member_id, day) do update set orders = d.orders + excluded.orders,
    spent_kopecks = d.spent_kopecks + excluded.spent_kopecks,
    discount_kopecks = d.discount_kopecks + excluded.discount_kopecks
)
insert into loyalty_memberdaygoods as g (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)
select %(member)s, %(day)s, n.* from unnest(%(category)s::text[], %(brand)s::text[], %(g_orders)s::int[],
  %(g_spent)s::bigint[], %(g_quantity)s::bigint[]) as n order by 3, 4
on conflict (member_id, day, category, brand) do update set orders = g.orders + excluded.orders,
  spent_kopecks = g.spent_kopecks + excluded.spent_kopecks,
  quantity_milli = g.quantity_milli + excluded.quantity_milli
"""

# An upsert would refuse the negative row before it looked for the one to change. A programme that moved to another time
# zone finds the purchase under another day: history stops at zero there, the return itself must not fail.
_TAKE = """
with day as (
  update loyalty_memberday set orders = greatest(0, orders + %(orders)s),
    spent_kopecks = greatest(0, spent_kopecks + %(spent)s), discount_kopecks = discount_kopecks + %(discount)s
  where member_id = %(member)s and day = %(day)s
)
update loyalty_memberdaygoods g set orders = greatest(0, g.orders + n.orders),
  spent_kopecks = greatest(0, g.spent_kopecks + n.spent), quantity_milli = greatest(0, g.quantity_milli + n.quantity)
from unnest(%(category)s::text[], %(brand)s::text[], %(g_orders)s::int[], %(g_spent)s::bigint[],
  %(g_quantity)s::bigint[]) as n(category, brand, orders, spent, quantity)
where g.member_id = %(member)s and g.day = %(day)s and g.category = n.category and g.brand = n.brand
"""


@dataclass(frozen=True, kw_only=True)
class Bought:
    """One line's part of history: what is paid in money for it and how much of it, kept or (negative) brought back.

    `gone` marks a line of which nothing is left.
    """

    category: str
    brand: str
    spent_kopecks: int
    quantity_milli: int
    gone: bool = False


def add_to_history(
    *, member_id: int, at: datetime, zone: ZoneInfo, orders: int, discount_kopecks: int, lines: Iterable[Bought]
) -> None:
    """Add an order (`orders` = 1), or take back a part of one (0) or what was left of it (−1). One query.

    `at` is when the order was sold: a return changes the day of the purchase, not its own.
    An order counts once per category and brand; it stops counting there when none of these goods are left.
    """
    goods: dict[tuple[str, str], list[int]] = {}
    spent = 0
    for line in lines:
        bucket = goods.setdefault((line.category, line.brand), [0, 0, 0])
        if orders > 0:
            bucket[0] = 1
        elif line.gone:
            bucket[0] = -1
        bucket[1] += line.spent_kopecks
        bucket[2] += line.quantity_milli
        spent += line.spent_kopecks
    keys = sorted(goods)
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD if orders > 0 else _TAKE,
            {
                "member": member_id,
                "day": day_of(at, zone),
                "orders": orders,
                "spent": spent,
                "discount": discount_kopecks,
                "category": array(key[0] for key in keys),
                "brand": array(key[1] for key in keys),
                "g_orders": array(goods[key][0] for key in keys),
                "g_spent": array(goods[key][1] for key in keys),
                "g_quantity": array(goods[key][2] for key in keys),
            },
        )


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The programme's local day of an instant."""
    return at.astimezone(zone).date()
