"""What a member bought, as the till reads it: day buckets for money and quantities, lines where orders are counted."""

from datetime import date

import msgspec

from loyalty.events.kinds import OF_PURCHASES
from loyalty.rules.fact import SOURCES, Source

DAYS, LINES = "history", "lines"


class Day(msgspec.Struct, frozen=True, array_like=True):
    """A local day of the programme; kopecks, net of returns."""

    day: date
    orders: int
    spent: int
    discount: int


class GoodsDay(msgspec.Struct, frozen=True, array_like=True):
    """The same by category and brand; `path` is the category and those above it, as the catalogue is now."""

    day: date
    category: str
    path: tuple[str, ...]
    brand: str
    spent: int
    quantity: int


class BoughtLine(msgspec.Struct, frozen=True, array_like=True):
    """A line of a completed order of which something is left."""

    order: int
    day: date
    sku: str
    category: str
    path: tuple[str, ...]
    brand: str
    spent: int
    quantity: int


class History(msgspec.Struct, frozen=True):
    days: tuple[Day, ...]
    goods: tuple[GoodsDay, ...]


SOURCES.add(
    DAYS,
    Source(
        code=DAYS,
        sql="""json_build_object(
          'days', (select coalesce(json_agg(json_build_array(d.day, d.orders, d.spent_kopecks,
            d.discount_kopecks) order by d.day), '[]')
            from loyalty_memberday d where d.member_id = m.id and d.day >= %(since)s and d.day <= %(today)s),
          'goods', (select coalesce(json_agg(json_build_array(g.day, g.category, coalesce(c.path, '{}'), g.brand,
            g.spent_kopecks, g.quantity_milli)), '[]') from loyalty_memberdaygoods g
            left join loyalty_category c on c.code = g.category
            where g.member_id = m.id and g.day >= %(since)s and g.day <= %(today)s))""",
        parse=lambda raw: msgspec.convert(raw, History),
        moved_by=OF_PURCHASES,
    ),
)
SOURCES.add(
    LINES,
    Source(
        code=LINES,
        sql="""(select coalesce(json_agg(json_build_array(o.id, (o.occurred_at at time zone %(zone)s)::date, l.sku,
            l.category, coalesce(c.path, '{}'), l.brand, l.to_pay_kopecks - l.refunded_kopecks,
            l.quantity_milli - l.returned_milli)), '[]')
          from loyalty_order o join loyalty_orderline l on l.order_id = o.id
          left join loyalty_category c on c.code = l.category
          where o.member_id = m.id and o.state = 'completed' and l.returned_milli < l.quantity_milli
            and o.occurred_at >= (%(since)s::date)::timestamp at time zone %(zone)s and o.occurred_at <= %(at)s)""",
        parse=lambda raw: msgspec.convert(raw, tuple[BoughtLine, ...]),
        moved_by=OF_PURCHASES,
    ),
)
