"""Ends reservations: the uses they held back are free again, or about to be used by whoever ends them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.audit.actor import current_actor
from loyalty.rows import array, one_row

# Counters are locked in the order in which `take_uses` takes them, and never without their reservations.
_END = """
with wanted as (
  select r.id from campaigns_couponreservation r where r.id = any(%(mine)s::bigint[])
  union select r.id from campaigns_couponreservation r where r.order_id = %(order)s and r.ended_at is null
  union select r.id from campaigns_couponreservation r join campaigns_coupon c on c.id = r.coupon_id
    where r.ended_at is null and r.expires_at <= %(at)s and c.batch_id in (
      select batch_id from campaigns_coupon where id = any(%(beside)s::bigint[]))
  union (select r.id from campaigns_couponreservation r where r.ended_at is null and r.expires_at <= %(at)s
    order by r.expires_at limit %(most)s)
), due as materialized (
  select r.id, r.coupon_id, r.order_id, r.member_id, r.period_key, r.expires_at
  from campaigns_couponreservation r
  where r.id in (select id from wanted) and r.ended_at is null order by r.id for no key update
), told as (
  select d.*, b.id as batch_id, b.kind,
    (d.id = any(%(mine)s::bigint[]) or coalesce(d.order_id = %(order)s, false)) as asked,
    case when %(purpose)s = 'use' or (%(purpose)s = 'cancel' and not b.returns_on_cancel) then true
      else false end as for_use
  from due d join campaigns_coupon c on c.id = d.coupon_id join campaigns_couponbatch b on b.id = c.batch_id
), ended as (
  update campaigns_couponreservation r set ended_at = %(at)s,
    "end" = case when t.asked and t.for_use then 'used' when t.asked then 'released' else 'expired' end
  from told t where r.id = t.id returning r.id
), members as materialized (
  select m.id, x.n from campaigns_couponmembercounter m join (
    select t.batch_id, t.member_id, v.key, count(*) as n from told t
    cross join lateral (values (1, ''), (2, t.period_key)) as v(place, key)
    where t.member_id is not null and (v.place = 1 or v.key <> '') group by 1, 2, 3
  ) x on m.batch_id = x.batch_id and m.member_id = x.member_id and m.period_key = x.key
  where (select count(*) from ended) > 0
  order by m.batch_id, m.member_id, m.period_key for no key update of m
), members_freed as (
  update campaigns_couponmembercounter m set reserved = m.reserved - l.n,
    over = greatest(0, coalesce(m.used + m.reserved - l.n - m.cap, 0))
  from members l where m.id = l.id returning m.id
), counters as materialized (
  select n.id, x.n from campaigns_couponcounter n join (
    select t.batch_id, v.coupon, count(*) as n from told t
    cross join lateral (values (t.coupon_id), (null)) as v(coupon) group by 1, 2
  ) x on n.batch_id = x.batch_id and n.coupon_id is not distinct from x.coupon
  where (select count(*) from members_freed) >= 0
  order by n.coupon_id is null, n.batch_id, n.coupon_id for no key update of n
), counters_freed as (
  update campaigns_couponcounter n set reserved = n.reserved - l.n,
    over = greatest(0, coalesce(n.used + n.reserved - l.n - n.cap, 0))
  from counters l where n.id = l.id returning n.id
), marked as (
  update campaigns_coupon c set state = case when c.issued_at is null then 'created' else 'issued' end
  from told t where c.id = t.coupon_id and t.kind = 'single' and c.state = 'reserved' and not (t.asked and t.for_use)
    and (select count(*) from counters_freed) > 0
), noted as (
  insert into campaigns_couponentry (coupon_id, act, order_id, reservation_id, member_id, period_key, campaigns,
    discount_kopecks, over, reason, principal, principal_id, at)
  select t.coupon_id, case when t.asked then 'released' else 'lapsed' end, t.order_id, t.id, t.member_id, t.period_key,
    '{}', 0, false, '', %(principal)s, %(principal_id)s, %(at)s
  from told t where not (t.asked and t.for_use)
)
select count(*), coalesce(json_agg(json_build_array(t.coupon_id, t.member_id, e.campaigns, e.discount_kopecks))
  filter (where t.asked and t.for_use), '[]')::text
from told t left join campaigns_couponentry e on e.reservation_id = t.id and e.act = 'reserved'
"""


@dataclass(frozen=True, kw_only=True)
class HeldUse:
    """A use that was held back and is now free to be used by who ended the reservation."""

    coupon: int
    member_id: int | None
    campaigns: tuple[str, ...]
    discount_kopecks: int


@dataclass(frozen=True, kw_only=True)
class Ended:
    """`count` of all that ended; `for_use`: those whose use is to be counted now."""

    count: int
    for_use: tuple[HeldUse, ...]


def end_reservations(
    *,
    at: datetime,
    purpose: str,
    order_id: int | None = None,
    mine: Sequence[int] = (),
    beside: Sequence[int] = (),
    most_due: int = 0,
) -> Ended:
    """End the reservations of an order and those named in `mine`, beside what has lapsed by `at` in the batches of the
    coupons `beside`, and `most_due` of whatever has lapsed anywhere. What has ended before is left alone. One query.

    `purpose` of what was asked for: "use" (the caller counts the uses next), "free", or "cancel", where each batch says
    which of the two it is.
    """
    who = current_actor()
    row = one_row(
        _END,
        {
            "at": at, "order": order_id, "mine": array(mine), "beside": array(beside), "most": most_due,
            "purpose": purpose, "principal": who.kind, "principal_id": who.id,
        },
    )  # fmt: skip
    assert row is not None
    held = tuple(
        HeldUse(coupon=coupon, member_id=member, campaigns=tuple(campaigns or ()), discount_kopecks=discount or 0)
        for coupon, member, campaigns, discount in json.loads(row[1])
    )
    return Ended(count=row[0], for_use=held)
