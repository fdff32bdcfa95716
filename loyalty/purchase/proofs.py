"""Laws between orders, their returns and the ledger, as queries over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs
from loyalty.purchase.history_as_sold import DAYS, GOODS

# What the ledger did for each order and unit of points (what certificates paid has laws of its own).
# Debt is points, too: short at a burn, owed at a claw back.
_MOVED = """
select o.order_id, a.unit_id,
  coalesce(sum(e.amount) filter (where e.kind = 'earn'), 0) as earned,
  count(distinct o.id) filter (where e.kind = 'earn') as earns,
  coalesce(sum(case e.bucket when 'debt' then e.amount else -e.amount end)
    filter (where e.kind in ('burn', 'capture')), 0) as burnt,
  count(distinct o.id) filter (where e.kind in ('burn', 'capture')) as burns,
  coalesce(sum(case e.bucket when 'debt' then -e.amount else e.amount end)
    filter (where e.kind = 'give_back'), 0) as given_back,
  coalesce(sum(case e.bucket when 'debt' then e.amount else -e.amount end)
    filter (where e.kind = 'claw_back'), 0) as clawed_back
from loyalty_operation o
join loyalty_entry e on e.operation_id = o.id
join loyalty_account a on a.id = e.account_id
where o.order_id is not null and e.kind in ('earn', 'burn', 'capture', 'give_back', 'claw_back')
  and a.owner_kind = 'member'
group by 1, 2"""

proofs.add(
    "Q-14",
    Proof(
        title=_("Points of every order and of its returns are what the ledger moved for it"),
        sql=f"""
select coalesce(p.order_id, m.order_id),
  p.order_id is null
  or coalesce(m.earned, 0) <> case s.state when 'completed' then p.earned else 0 end
  or coalesce(m.burnt, 0) <> case s.state when 'completed' then p.burnt else 0 end
  or p.given_back <> coalesce(m.given_back, 0) or p.given_back <> coalesce(r.given_back, 0)
  or p.clawed_back <> coalesce(r.taken, 0)
  or coalesce(m.clawed_back, 0) <> coalesce(r.taken - r.forgiven - r.expired, 0)
  or h.held <> case when s.state in ('pending', 'placed') then p.burnt else 0 end
from loyalty_orderpoints p
full join ({_MOVED}) m on m.order_id = p.order_id and m.unit_id = p.unit_id
left join loyalty_order s on s.id = p.order_id
left join (
  select r.order_id, u.id as unit_id, sum((points.value ->> 'given_back')::bigint) as given_back,
    sum((points.value ->> 'taken')::bigint) as taken, sum((points.value ->> 'forgiven')::bigint) as forgiven,
    sum(coalesce((points.value ->> 'expired')::bigint, 0)) as expired
  from loyalty_return r cross join jsonb_each(r.points) as points join loyalty_unit u on u.code = points.key
  group by 1, 2
) r on r.order_id = p.order_id and r.unit_id = p.unit_id
left join (
  select h.order_id, a.unit_id, sum(h.amount) as held from loyalty_hold h join loyalty_account a on a.id = h.account_id
  where h.state = 'open' and h.order_id is not null and a.owner_kind = 'member' group by 1, 2
) h on h.order_id = p.order_id and h.unit_id = p.unit_id""",
        of="order",
        freezes=True,
    ),
)
proofs.add(
    "Q-15",
    Proof(
        title=_("Every completed order earned and burnt exactly once, and no other order did"),
        sql=f"""
select p.order_id,
  coalesce(m.earns, 0) <> case when s.state = 'completed' and p.earned > 0 then 1 else 0 end
  or coalesce(m.burns, 0) <> case when s.state = 'completed' and p.burnt > 0 then 1 else 0 end
from loyalty_orderpoints p
join loyalty_order s on s.id = p.order_id
left join ({_MOVED}) m on m.order_id = p.order_id and m.unit_id = p.unit_id""",
        of="order",
        freezes=True,
    ),
)
proofs.add(
    "Q-25",
    Proof(
        title=_("Goods and money that came back of every order are what its returns say"),
        sql="""
select o.id, o.refunded_kopecks <> coalesce(r.money, 0) or coalesce(l.broken, false)
from loyalty_order o
left join (select order_id, sum(money_kopecks) as money from loyalty_return group by 1) r on r.order_id = o.id
left join (
  select l.order_id, bool_or(l.returned_milli <> coalesce(back.milli, 0)) as broken
  from loyalty_orderline l
  left join (
    select r.order_id, line.key as line_id, sum(line.value::bigint) as milli
    from loyalty_return r cross join jsonb_each_text(r.lines) as line group by 1, 2
  ) back on back.order_id = l.order_id and back.line_id = l.line_id
  where l.returned_milli <> 0 or back.milli is not null
  group by 1
) l on l.order_id = o.id""",
        of="order",
    ),
)
_ALL = "o.member_id is not null"
# A member's folded month is one thing on both sides, whatever came to it since; its day is the last with an order.
_FOLDED = """left join (
  select distinct member_id, date_trunc('month', day)::date as month from {table} where is_month
) f on f.member_id = one.member_id and f.month = date_trunc('month', one.day)"""
proofs.add(
    "Q-71",
    Proof(
        title=_("What every member bought on every day is what the orders say"),
        sql=f"""
select coalesce(o.member_id, d.member_id), (coalesce(o.orders, 0), coalesce(o.spent, 0), coalesce(o.discount, 0))
  <> (coalesce(d.orders, 0), coalesce(d.spent, 0), coalesce(d.discount, 0)) or o.last is distinct from d.last
from (
  select one.member_id, coalesce(f.month, one.day) as day, sum(orders) as orders, sum(spent) as spent,
    sum(discount) as discount, max(one.day) filter (where orders > 0) as last
  from ({DAYS.format(which=_ALL)}) one {_FOLDED.format(table="loyalty_memberday")} group by 1, 2
) o full join (
  select one.member_id, coalesce(f.month, one.day) as day, sum(orders) as orders, sum(spent_kopecks) as spent,
    sum(discount_kopecks) as discount, max(one.day) filter (where orders > 0) as last
  from loyalty_memberday one {_FOLDED.format(table="loyalty_memberday")} group by 1, 2
) d on d.member_id = o.member_id and d.day = o.day""",
        of="member",
    ),
)
proofs.add(
    "Q-72",
    Proof(
        title=_("What every member bought of every category and brand on every day is what the orders say"),
        sql=f"""
select coalesce(o.member_id, d.member_id), (coalesce(o.orders, 0), coalesce(o.spent, 0), coalesce(o.quantity, 0))
  <> (coalesce(d.orders, 0), coalesce(d.spent, 0), coalesce(d.quantity, 0))
from (
  select one.member_id, coalesce(f.month, one.day) as day, category, brand, sum(orders) as orders, sum(spent) as spent,
    sum(quantity) as quantity
  from ({GOODS.format(which=_ALL)}) one {_FOLDED.format(table="loyalty_memberdaygoods")} group by 1, 2, 3, 4
) o full join (
  select one.member_id, coalesce(f.month, one.day) as day, category, brand, sum(orders) as orders,
    sum(spent_kopecks) as spent, sum(quantity_milli) as quantity
  from loyalty_memberdaygoods one {_FOLDED.format(table="loyalty_memberdaygoods")} group by 1, 2, 3, 4
) d on d.member_id = o.member_id and d.day = o.day and d.category = o.category and d.brand = o.brand""",
        of="member",
    ),
)
