"""Gives uses back after a return, to the counters and periods that were charged."""

from collections.abc import Sequence
from datetime import datetime

from loyalty.audit.actor import current_actor
from loyalty.rows import array, one_row

_RESTORE = """
with back as materialized (
  select e.coupon_id, e.member_id, e.period_key, e.campaigns, e.discount_kopecks, b.id as batch_id, b.kind
  from campaigns_couponentry e join campaigns_coupon c on c.id = e.coupon_id
  join campaigns_couponbatch b on b.id = c.batch_id
  where e.order_id = %(order)s and e.act = 'used' and b.returns_on_return and e.campaigns <@ %(gone)s::varchar[]
    and not exists(select from campaigns_couponentry r where r.order_id = e.order_id and r.coupon_id = e.coupon_id
      and r.act = 'restored')
), members as materialized (
  select m.id from campaigns_couponmembercounter m join back t on m.batch_id = t.batch_id
    and m.member_id = t.member_id and (m.period_key = '' or m.period_key = t.period_key)
  order by m.batch_id, m.member_id, m.period_key for no key update of m
), members_freed as (
  update campaigns_couponmembercounter m set used = m.used - 1,
    over = greatest(0, coalesce(m.used + m.reserved - 1 - m.cap, 0))
  from members l where m.id = l.id returning m.id
), counters as materialized (
  select n.id from campaigns_couponcounter n join back t on n.batch_id = t.batch_id
    and (n.coupon_id = t.coupon_id or n.coupon_id is null)
  where (select count(*) from members_freed) >= 0
  order by n.coupon_id is null, n.batch_id, n.coupon_id for no key update of n
), counters_freed as (
  update campaigns_couponcounter n set used = n.used - 1,
    over = greatest(0, coalesce(n.used + n.reserved - 1 - n.cap, 0))
  from counters l where n.id = l.id returning n.coupon_id, n.used
), marked as (
  update campaigns_coupon c set state = case when c.issued_at is null then 'created' else 'issued' end
  from back t join counters_freed f on f.coupon_id = t.coupon_id
  where c.id = t.coupon_id and t.kind = 'single' and c.state = 'used' and f.used = 0
), noted as (
  insert into campaigns_couponentry (coupon_id, act, order_id, member_id, period_key, campaigns, discount_kopecks, over,
    reason, principal, principal_id, at)
  select coupon_id, 'restored', %(order)s, member_id, period_key, campaigns, discount_kopecks, false, '', %(principal)s,
    %(principal_id)s, %(at)s from back
)
select count(*) from back
"""


def restore_uses(*, order_id: int, gone: Sequence[str], at: datetime) -> int:
    """How many uses came back: those of codes all of whose campaigns are in `gone` (nothing that they discounted is
    still the customer's), where the batch gives uses back. Again gives nothing back. One query; the order is locked."""
    who = current_actor()
    row = one_row(
        _RESTORE, {"order": order_id, "gone": array(gone), "at": at, "principal": who.kind, "principal_id": who.id}
    )
    assert row is not None
    return int(row[0])
