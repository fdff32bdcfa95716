"""Takes what an order uses of budgets and limits: all of it or nothing, hottest last."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from campaigns.campaign.claim_shard import claim_shard
from campaigns.campaign.uses import Use
from loyalty.purchase.offers import OfferGone
from loyalty.rows import array, one_row

# A row that would go over its cap is not updated and so not counted; `must` counts it all the same, as `over`. Rows of
# a budget that is or was split have shards <> 1 and are left to `claim_shard`.
_CLAIM = """
with asked as (
  select a.id as campaign, k.* from unnest(%(campaign)s::text[], %(version)s::int[], %(budget)s::int[],
    %(scope)s::text[], %(period)s::text[], %(amount)s::bigint[], %(cap)s::bigint[])
    with ordinality as k(code, version, budget, scope, period, amount, cap, place)
  join campaigns_campaign a on a.code = k.code
), counted as (
  insert into campaigns_budgetcounter as c
    (campaign_id, budget, scope_key, period_key, shard, shards, cap, whole, used, over)
  select campaign, budget, scope, period, 0, 1, cap, cap, amount, greatest(0, amount - cap) from asked
  where %(must)s or amount <= cap order by place
  on conflict (campaign_id, budget, scope_key, period_key, shard) do update
    set used = c.used + excluded.used, cap = excluded.cap, whole = excluded.whole,
      over = greatest(0, c.used + excluded.used - excluded.cap)
    where c.shards = 1 and (%(must)s or c.used + excluded.used <= excluded.cap)
  returning c.id, c.campaign_id, c.budget, c.over
), noted as (
  insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
  select n.id, %(order)s, a.version, a.amount, %(at)s from counted n
  join asked a on a.campaign = n.campaign_id and a.budget = n.budget
)
select coalesce(array_agg(a.place) filter (where n.id is null and c.shards <> 1), '{}'),
  count(*) filter (where n.id is null and coalesce(c.shards, 1) = 1),
  coalesce(array_agg(a.code) filter (where n.over > 0), '{}')
from asked a left join counted n on n.campaign_id = a.campaign and n.budget = a.budget
left join campaigns_budgetcounter c on c.campaign_id = a.campaign and c.budget = a.budget and c.scope_key = a.scope
  and c.period_key = a.period and c.shard = 0
"""


def claim(*, uses: Sequence[Use], order_id: int, at: datetime, must: bool = False) -> tuple[str, ...]:
    """Count what an order uses. Raises OfferGone when any of it does not fit: the caller's savepoint undoes the rest.

    With `must` nothing is refused: the sale has happened, what is over a cap is kept as such, and the codes of the
    campaigns that are over are returned. One query for all budgets that are not split, one for each that is (six when
    it has to be shared out again); none when nothing that applied has a budget.
    """
    over: list[str] = []
    for is_split, several in groupby(uses, key=lambda use: use.shards > 1):
        together = list(several)
        if not is_split:
            together = _claim_together(together, order_id, at, must, over)
        for use in together:
            if claim_shard(use=use, order_id=order_id, at=at, must=must):
                over.append(use.campaign)
    return tuple(sorted(set(over)))


def _claim_together(uses: list[Use], order_id: int, at: datetime, must: bool, over: list[str]) -> list[Use]:
    """Count these; returned are those of budgets that another version has split. Those rows are locked out of order, in
    the minutes after such a publication only: a deadlock, should it come to one, is tried again by the door."""
    columns: dict[str, Any] = {
        "campaign": array(use.campaign for use in uses), "version": array(use.version for use in uses),
        "budget": array(use.budget for use in uses), "scope": array(use.scope_key for use in uses),
        "period": array(use.period_key for use in uses), "amount": array(use.amount for use in uses),
        "cap": array(use.cap for use in uses),
    }  # fmt: skip
    row = one_row(_CLAIM, {**columns, "order": order_id, "at": at, "must": must})
    assert row is not None
    split, gone, beyond = row
    if gone:
        raise OfferGone()
    over += beyond
    return [uses[place - 1] for place in split]
