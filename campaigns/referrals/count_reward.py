"""Counts a reward against the caps of its member and of everybody."""

from collections.abc import Sequence
from datetime import datetime

from campaigns.referrals.caps import Cap
from loyalty.rows import array, one_row

# A row that would go over its cap is not updated, and so not counted.
_COUNT = """
with asked as (
  select * from unnest(%(what)s::text[], %(period)s::text[], %(amount)s::bigint[], %(most)s::bigint[])
    with ordinality as k(what, period, amount, most, place)
), counted as (
  insert into campaigns_referralcounter as c (what, period, used, cap)
  select what, period, amount, most from asked where amount <= most order by place
  on conflict (what, period) do update set used = c.used + excluded.used, cap = excluded.cap
    where c.used + excluded.used <= excluded.cap
  returning c.id, c.what
), noted as (
  insert into campaigns_referraluse (counter_id, referral_id, amount, at)
  select n.id, %(referral)s, a.amount, %(at)s from counted n join asked a on a.what = n.what
)
select coalesce(array_agg(what), '{}') from counted
"""


def count_reward(*, referral_id: int, caps: Sequence[Cap], at: datetime) -> str:
    """Why it does not fit (the caller's savepoint undoes what was counted), or nothing. One query at most."""
    if not caps:
        return ""
    row = one_row(
        _COUNT,
        {
            "what": array(cap.what for cap in caps),
            "period": array(cap.period for cap in caps),
            "amount": array(cap.amount for cap in caps),
            "most": array(cap.most for cap in caps),
            "referral": referral_id,
            "at": at,
        },
    )
    counted = set(row[0]) if row else set()
    return next((cap.why.value for cap in caps if cap.what not in counted), "")
