"""Takes from a budget that is split into rows, so that many tills need not wait for one row."""

from dataclasses import asdict
from datetime import datetime
from random import randrange
from typing import Any

from django.db import connection, transaction

from campaigns.campaign.uses import Use
from loyalty.purchase.offers import OfferGone
from loyalty.rows import one_row

_KEY = """c.campaign_id = (select id from campaigns_campaign where code = %(campaign)s) and c.budget = %(budget)s
  and c.scope_key = %(scope_key)s and c.period_key = %(period_key)s"""
_ENTRY = """insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
  select id, %(order)s, %(version)s, %(amount)s, %(at)s from counted"""
# Any row with room that nobody holds; what it is by now is looked at again where it is updated.
_ANY = f"""
with free as (
  select c.id from campaigns_budgetcounter c
  where {_KEY} and c.shards = %(shards)s and c.whole = %(cap)s and c.used + %(amount)s <= c.cap
  order by random() limit 1 for no key update skip locked
), counted as (
  update campaigns_budgetcounter c set used = c.used + %(amount)s from free
  where c.id = free.id and c.shards = %(shards)s and c.whole = %(cap)s and c.used + %(amount)s <= c.cap returning c.id
)
{_ENTRY} returning 1
"""
# When every row is busy, wait for one of them: whoever locked all would make all others do the same, one by one.
_THIS = f"""
with counted as (
  update campaigns_budgetcounter c set used = c.used + %(amount)s
  where {_KEY} and c.shard = %(shard)s and c.shards = %(shards)s and c.whole = %(cap)s
    and c.used + %(amount)s <= c.cap returning c.id
)
{_ENTRY} returning 1
"""
# All rows there are, and those that are to be, in order; then what is left is shared out.
_ROWS = """
insert into campaigns_budgetcounter
  (campaign_id, budget, scope_key, period_key, shard, shards, cap, whole, used, over)
select a.id, %(budget)s, %(scope_key)s, %(period_key)s, shard, 0, 0, %(cap)s, 0, 0
from campaigns_campaign a, generate_series(0, %(shards)s - 1) as shard where a.code = %(campaign)s order by shard
on conflict (campaign_id, budget, scope_key, period_key, shard) do nothing
"""
_LOCK = f"select 1 from campaigns_budgetcounter c where {_KEY} order by c.shard for no key update"
_SHARE_OUT = f"""
with family as (
  select sum(c.over)::bigint as over, (%(cap)s - sum(c.used) - %(amount)s)::bigint as left_over,
    sum(c.used) filter (where c.shard > 0) > 0 as split
  from campaigns_budgetcounter c where {_KEY}
), planned as (
  select c.id, c.used + case when c.shard = %(shard)s then %(amount)s else 0 end as used,
    case when f.left_over >= 0 then 0
      when c.shard = %(shard)s then c.over + greatest(0, -f.left_over - f.over) else c.over end as over,
    case when f.left_over < 0 or c.shard >= %(shards)s then 0
      else f.left_over / %(shards)s + case when c.shard < f.left_over %% %(shards)s then 1 else 0 end end as room,
    case when %(shards)s = 1 and not coalesce(f.split, false) then 1
      when %(shards)s = 1 or f.left_over < 0 then 0 else %(shards)s end as shards
  from campaigns_budgetcounter c, family f where {_KEY} and (%(must)s or f.left_over >= 0)
), shared as (
  update campaigns_budgetcounter c set used = p.used, over = p.over, cap = p.used - p.over + p.room, whole = %(cap)s,
    shards = p.shards
  from planned p where c.id = p.id returning c.id, c.shard, c.over
), counted as (
  select id from shared where shard = %(shard)s
), noted as (
  {_ENTRY}
)
select sum(over) > 0 from shared
"""


class _NoneFree(Exception):
    """Rolls back to before the look."""


def claim_shard(*, use: Use, order_id: int, at: datetime, must: bool = False) -> bool:
    """Count the use on a free row with room, or wait for one row; when that has none, lock all rows and share out what
    is left, so that the last kopeck is given and no more. OfferGone when it does not fit. With `must`, whether the
    budget is over its cap.
    """
    given: dict[str, Any] = {**asdict(use), "order": order_id, "at": at, "must": must, "shard": randrange(use.shards)}
    if _counted(_ANY, given) or _counted(_THIS, given):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, given)
        cursor.execute(_LOCK, given)
    row = one_row(_SHARE_OUT, given)  # the rows as they are now
    assert row is not None
    if row[0] is None:
        raise OfferGone()
    return bool(row[0])


def _counted(sql: str, given: dict[str, Any]) -> bool:
    """A row that turns out to be full once it is locked stays locked: the savepoint lets go of it, or whoever locks all
    the rows in order would wait for us while we wait for them."""
    try:
        with transaction.atomic():
            if one_row(sql, given) is None:
                raise _NoneFree
    except _NoneFree:
        return False
    return True
