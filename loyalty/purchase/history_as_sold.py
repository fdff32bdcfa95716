"""Day buckets as the orders themselves say they should be: what commit and refund keep, counted from zero, in SQL.

`{which}` is a condition on the member `o.member_id`; the zone is the programme's of now.
"""

_SOLD = """
select o.id, o.member_id, (o.occurred_at at time zone p.timezone)::date as day, o.discount_kopecks as order_discount,
  l.category, l.brand, l.to_pay_kopecks - l.refunded_kopecks as spent, l.quantity_milli - l.returned_milli as quantity,
  div(2::numeric * l.discount_kopecks * l.returned_milli + l.quantity_milli, 2 * l.quantity_milli) as discount_back
from loyalty_order o join loyalty_orderline l on l.order_id = o.id
cross join (select timezone from loyalty_program where id = 1) p
where o.state = 'completed' and {which}"""

DAYS = f"""
select member_id, day, sum(orders)::int as orders, sum(spent)::bigint as spent, sum(discount)::bigint as discount from (
  select id, member_id, day, (sum(quantity) > 0)::int as orders, sum(spent) as spent,
    max(order_discount) - sum(discount_back) as discount
  from ({_SOLD}) as line group by 1, 2, 3
) as one group by 1, 2"""

GOODS = f"""
select member_id, day, category, brand, (count(distinct id) filter (where quantity > 0))::int as orders,
  sum(spent)::bigint as spent, sum(quantity)::bigint as quantity
from ({_SOLD}) as line group by 1, 2, 3, 4"""
