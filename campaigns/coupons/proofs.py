"""The laws of coupons as queries over every row, in both directions: counters by history, history by counters."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

proofs.add(
    "Q-50",
    Proof(
        title=_("What is used and held back of every code is what its history says, and no more than it allows"),
        sql="""
with told as (
  select e.coupon_id, sum(case e.act when 'used' then 1 else -1 end) as used from campaigns_couponentry e
  where e.act in ('used', 'restored') group by 1
), held as (
  select coupon_id, count(*) as reserved from campaigns_couponreservation where ended_at is null group by 1
), of_coupon as (
  select c.id as coupon_id, c.batch_id, coalesce(t.used, 0) as used, coalesce(h.reserved, 0) as reserved
  from campaigns_coupon c left join told t on t.coupon_id = c.id left join held h on h.coupon_id = c.id
  where t.used is not null or h.reserved is not null
), expected as (
  select batch_id, coupon_id, used, reserved from of_coupon
  union all select batch_id, null, sum(used), sum(reserved) from of_coupon group by 1
)
select coalesce(n.id, 0), n.id is null or n.used <> coalesce(x.used, 0) or n.reserved <> coalesce(x.reserved, 0)
  or n.used + n.reserved > coalesce(n.cap, n.used + n.reserved) + n.over
  or exists(select from campaigns_coupon c where c.id = n.coupon_id and c.batch_id <> n.batch_id)
from campaigns_couponcounter n
full join expected x on x.batch_id = n.batch_id and coalesce(x.coupon_id, 0) = coalesce(n.coupon_id, 0)""",
        of="coupon counter",
    ),
)
proofs.add(
    "Q-51",
    Proof(
        title=_("What every member has used and holds back of codes is what their history says"),
        sql="""
with moves as (
  select c.batch_id, e.member_id, e.period_key, case e.act when 'used' then 1 else -1 end as used, 0 as reserved
  from campaigns_couponentry e join campaigns_coupon c on c.id = e.coupon_id
  where e.act in ('used', 'restored') and e.member_id is not null
  union all
  select c.batch_id, r.member_id, r.period_key, 0, 1 from campaigns_couponreservation r
  join campaigns_coupon c on c.id = r.coupon_id where r.ended_at is null and r.member_id is not null
), expected as (
  select batch_id, member_id, v.key, sum(used) as used, sum(reserved) as reserved from moves
  cross join lateral (values (1, ''), (2, period_key)) as v(place, key) where v.place = 1 or v.key <> ''
  group by 1, 2, 3
)
select coalesce(m.id, 0), m.id is null or m.used <> coalesce(x.used, 0) or m.reserved <> coalesce(x.reserved, 0)
  or m.used + m.reserved > coalesce(m.cap, m.used + m.reserved) + m.over
from campaigns_couponmembercounter m
full join expected x on x.batch_id = m.batch_id and x.member_id = m.member_id and x.key = m.period_key""",
        of="coupon counter",
    ),
)
# What stands in lists is what has happened. An expired code may say so a little later than its time.
proofs.add(
    "Q-52",
    Proof(
        title=_("The state of every single-use code is what its history says"),
        sql="""
select c.id, case
    when c.revoked_at is not null then c.state <> 'revoked' or not h.revoked
    when coalesce(n.used, 0) > 0 then c.state <> 'used'
    when coalesce(n.reserved, 0) > 0 then c.state <> 'reserved'
    when c.state = 'expired' then not h.expired
    when c.issued_at is not null then c.state <> 'issued' or not h.issued
    else c.state <> 'created' end
from campaigns_coupon c join campaigns_couponbatch b on b.id = c.batch_id
left join campaigns_couponcounter n on n.coupon_id = c.id
left join lateral (
  select coalesce(bool_or(e.act = 'revoked'), false) as revoked, coalesce(bool_or(e.act = 'expired'), false) as expired,
    coalesce(bool_or(e.act = 'issued'), false) as issued
  from campaigns_couponentry e where e.coupon_id = c.id
) h on true
where b.kind = 'single'""",
        of="coupon",
    ),
)
proofs.add(
    "Q-53",
    Proof(
        title=_("Orders used the codes they were sold with, and what is over holds none back"),
        sql="""
select e.order_id, bool_or(o.id is null or (e.act = 'used' and not exists(
    select from jsonb_array_elements(o.decision -> 'coupons') one where one ->> 'status' = 'applied'))
  or (e.act = 'restored' and o.state <> 'completed'))
from campaigns_couponentry e left join loyalty_order o on o.id = e.order_id
where e.act in ('used', 'restored') group by 1
union all
select r.order_id, bool_or(o.id is null or o.state not in ('pending', 'placed')) from campaigns_couponreservation r
left join loyalty_order o on o.id = r.order_id where r.order_id is not null and r.ended_at is null group by 1
union all
select o.id, (select count(*) from campaigns_couponentry e where e.order_id = o.id and e.act = 'used') <>
  jsonb_array_length(jsonb_path_query_array(o.decision, '$.coupons[*] ? (@.status == "applied" && @.truth == "ok")'))
from loyalty_order o where o.state = 'completed' and o.decision @? '$.coupons[*] ? (@.status == "applied")'""",
        of="order",
    ),
)
