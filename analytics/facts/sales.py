"""Orders and their lines: completed, net of returns; what came back wholly is not an order."""

from django.utils.translation import gettext_lazy as _

from analytics.facts.fact import Fact, facts

# What is left of an amount of a line once some of it came back: half-up shares, as returns are made of. The goods paid
# in money are told by the returns themselves. Few lines come back, and numerics take time.
_LEFT = """case when l.returned_milli = 0 then l.{column} else l.{column}
    - div(2::numeric * l.{column} * l.returned_milli + l.quantity_milli, 2 * l.quantity_milli)::bigint end"""
# A line keeps what one piece or kilogram of it cost.
_COST = "div(2::numeric * l.cost_kopecks * (l.quantity_milli - l.returned_milli) + 1000, 2000)::bigint"

_LINES = f"""
select l.id as line_id, o.id as order_id, o.member_id, o.shop_id, o.channel,
  o.occurred_at at time zone p.timezone as at_local,
  l.sku, l.name, l.category, l.brand,
  l.quantity_milli - l.returned_milli as quantity_milli,
  {_LEFT.format(column="base_kopecks")} as shelf,
  {_LEFT.format(column="discount_kopecks")} as discount,
  {_LEFT.format(column="points_paid_kopecks")} as points_paid,
  {_LEFT.format(column="certificates_paid_kopecks")} as certificates_paid,
  l.to_pay_kopecks - l.refunded_kopecks as paid,
  {_COST} as cost
from loyalty_order o join loyalty_orderline l on l.order_id = o.id
cross join (select timezone from loyalty_program where id = 1) p
where o.state = 'completed' and l.returned_milli < l.quantity_milli /* during o.occurred_at */"""

CHANGED = """
select occurred_at from loyalty_order
where recorded_at >= %(since)s or completed_at >= %(since)s or cancelled_at >= %(since)s
union all
select o.occurred_at from loyalty_return r join loyalty_order o on o.id = r.order_id where r.recorded_at >= %(since)s"""

facts.add(
    "sale_lines",
    Fact(
        title=_("lines of completed orders, net of returns"),
        sql=f"""
select line_id, order_id, member_id, shop_id, at_local::date as day, sku, category, brand, quantity_milli,
  shelf, discount, points_paid, certificates_paid, paid, cost
from ({_LINES}) as line""",
        columns={
            "line_id": "int64",
            "order_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "day": "date",
            "sku": "string",
            "category": "string",
            "brand": "string",
            "quantity_milli": "int64",
            "shelf": "int64",
            "discount": "int64",
            "points_paid": "int64",
            "certificates_paid": "int64",
            "paid": "int64",
            "cost": "int64",
        },
        changed=CHANGED,
        month_of="day",
    ),
)
# `cost` is null unless the cost of every line is known; `known_paid` and `known_cost` are of the lines whose cost is
# known. The weekday is 1 for Monday.
facts.add(
    "sales",
    Fact(
        title=_("completed orders, net of returns"),
        sql=f"""
select order_id, min(member_id) as member_id, min(shop_id) as shop_id, min(channel) as channel,
  min(at_local)::date as day, extract(isodow from min(at_local))::int as weekday,
  extract(hour from min(at_local))::int as hour,
  sum(shelf)::bigint as shelf, sum(discount)::bigint as discount, sum(points_paid)::bigint as points_paid,
  sum(certificates_paid)::bigint as certificates_paid, sum(paid)::bigint as paid,
  case when bool_and(cost is not null) then sum(cost)::bigint end as cost,
  coalesce(sum(paid) filter (where cost is not null), 0)::bigint as known_paid,
  coalesce(sum(cost), 0)::bigint as known_cost
from ({_LINES}) as line group by order_id""",
        columns={
            "order_id": "int64",
            "member_id": "int64",
            "shop_id": "int64",
            "channel": "string",
            "day": "date",
            "weekday": "int32",
            "hour": "int32",
            "shelf": "int64",
            "discount": "int64",
            "points_paid": "int64",
            "certificates_paid": "int64",
            "paid": "int64",
            "cost": "int64",
            "known_paid": "int64",
            "known_cost": "int64",
        },
        changed=CHANGED,
        month_of="day",
        past=True,  # who is new, for how long somebody has been silent
    ),
)
