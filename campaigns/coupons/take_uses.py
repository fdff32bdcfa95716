"""Takes uses of codes: for a sale, for an order that is reserved, or for a cart. All of them or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.coupons.periods import local_period
from loyalty.audit.actor import current_actor
from loyalty.purchase.offers import OfferGone
from loyalty.rows import array, one_row

# Each counter is an upsert that counts nothing when it is full; member counters first, the batch's own last.
_TAKE = """
with given as (
  select k.*, c.batch_id, c.revoked_at, b.kind, b.limit_each, b.limit_total, b.limit_member, b.limit_period,
    case b.period when 'day' then %(day)s when 'week' then %(week)s when 'month' then %(month)s else '' end
      as period_key,
    exists(select from campaigns_couponentry e where e.order_id = %(order)s and e.coupon_id = k.coupon
      and e.act = 'used') as done
  from unnest(%(coupons)s::bigint[], %(campaigns)s::text[], %(discounts)s::bigint[]) as k(coupon, campaigns, discount)
  join campaigns_coupon c on c.id = k.coupon join campaigns_couponbatch b on b.id = c.batch_id
), asked as (
  select * from given where not done and (%(must)s or revoked_at is null)
), member_asked as (
  select a.batch_id, v.key, v.cap from asked a
  cross join lateral (values (1, '', a.limit_member), (2, a.period_key, a.limit_period)) as v(place, key, cap)
  where %(member)s::bigint is not null and (v.place = 1 or v.key <> '')
), members as (
  insert into campaigns_couponmembercounter as m (batch_id, member_id, period_key, cap, used, reserved, over)
  select batch_id, %(member)s::bigint, key, cap, %(used)s, 1 - %(used)s, greatest(0, coalesce(1 - cap, 0))
  from member_asked where %(must)s or cap is null or cap >= 1
  order by batch_id, key
  on conflict (batch_id, member_id, period_key) do update
    set used = m.used + excluded.used, reserved = m.reserved + excluded.reserved, cap = excluded.cap,
      over = greatest(0, coalesce(m.used + m.reserved + 1 - excluded.cap, 0))
    where %(must)s or excluded.cap is null or m.used + m.reserved + 1 <= excluded.cap
  returning m.batch_id, m.over
), counter_asked as (
  select a.batch_id, v.coupon, v.cap from asked a
  cross join lateral (values (a.coupon, a.limit_each), (null, a.limit_total)) as v(coupon, cap)
), counters as (
  insert into campaigns_couponcounter as n (batch_id, coupon_id, cap, used, reserved, over)
  select batch_id, coupon, cap, %(used)s, 1 - %(used)s, greatest(0, coalesce(1 - cap, 0))
  from counter_asked where (%(must)s or cap is null or cap >= 1) and (select count(*) from members) >= 0
  order by coupon is null, batch_id, coupon
  on conflict (batch_id, coupon_id) do update
    set used = n.used + excluded.used, reserved = n.reserved + excluded.reserved, cap = excluded.cap,
      over = greatest(0, coalesce(n.used + n.reserved + 1 - excluded.cap, 0))
    where %(must)s or excluded.cap is null or n.used + n.reserved + 1 <= excluded.cap
  returning n.batch_id, n.over
), beyond as (
  select batch_id from members where over > 0 union select batch_id from counters where over > 0
), held as (
  insert into campaigns_couponreservation
    (coupon_id, token, order_id, shop_id, member_id, period_key, at, expires_at, "end")
  select coupon, %(token)s, %(order)s, %(shop)s, %(member)s,
    case when %(member)s::bigint is null then '' else period_key end, %(at)s, %(until)s, ''
  from asked where %(used)s = 0
  returning id, coupon_id
), noted as (
  insert into campaigns_couponentry (coupon_id, act, order_id, reservation_id, member_id, period_key, campaigns,
    discount_kopecks, over, reason, principal, principal_id, at)
  select a.coupon, case %(used)s when 1 then 'used' else 'reserved' end, %(order)s, h.id, %(member)s,
    case when %(member)s::bigint is null then '' else a.period_key end, string_to_array(a.campaigns, ','), a.discount,
    a.batch_id in (select batch_id from beyond), '', %(principal)s, %(principal_id)s, %(at)s
  from asked a left join held h on h.coupon_id = a.coupon
), marked as (
  update campaigns_coupon c set state = case %(used)s when 1 then 'used' else 'reserved' end
  from asked a where c.id = a.coupon and a.kind = 'single' and c.revoked_at is null
    and (select count(*) from counters) > 0
)
select (select count(*) from given where done or %(must)s or revoked_at is null) < %(count)s
    or (select count(*) from members) < (select count(*) from member_asked)
    or (select count(*) from counters) < (select count(*) from counter_asked),
  coalesce((select string_agg(a.campaigns, ',') from asked a where a.batch_id in (select batch_id from beyond)), ''),
  (select min(id) from held)
"""


@dataclass(frozen=True, kw_only=True)
class Use:
    """One use of a coupon: the campaigns it opens, and what they take off."""

    coupon: int
    campaigns: tuple[str, ...] = ()
    discount_kopecks: int = 0


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A use is held back and not used yet. `until` is empty for as long as its order is reserved. A cart's has a token
    and a shop."""

    until: datetime | None
    token: str | None = None
    shop_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`over`: campaigns whose codes went over a limit (with `must` only). `reservation`: the last one made."""

    over: tuple[str, ...]
    reservation: int | None


def take_uses(
    *,
    uses: Sequence[Use],
    order_id: int | None,
    member_id: int | None,
    counted_at: datetime,
    at: datetime,
    zone: ZoneInfo,
    hold: Hold | None = None,
    must: bool = False,
) -> Taken:
    """Count one use of each coupon, in the periods of `counted_at`; what the order has used before is not used again.
    Raises OfferGone when one is gone: the caller's savepoint undoes the rest. End what has lapsed beside them first.
    One query, none for no uses.

    With `must` the sale has happened: nothing is refused, and what goes over a limit is kept as such.
    """
    if not uses:
        return Taken(over=(), reservation=None)
    who = current_actor()
    row = one_row(
        _TAKE,
        {
            "coupons": array(use.coupon for use in uses), "campaigns": array(",".join(use.campaigns) for use in uses),
            "discounts": array(use.discount_kopecks for use in uses), "count": len(uses), "order": order_id,
            "member": member_id, "used": 1 if hold is None else 0, "must": must, "at": at,
            "until": hold and hold.until, "token": hold and hold.token, "shop": hold and hold.shop_id,
            **{period: local_period(period, at=counted_at, zone=zone) for period in ("day", "week", "month")},
            "principal": who.kind, "principal_id": who.id,
        },
    )  # fmt: skip
    assert row is not None
    gone, over, reservation = row
    if gone:
        raise OfferGone()
    return Taken(over=tuple(sorted(set(filter(None, over.split(","))))), reservation=reservation)
