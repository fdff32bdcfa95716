"""The one statement that counts against budgets: of campaigns in orders, of triggers in events."""

# A row that would go over its cap is not updated and so not counted; `must` counts it all the same, as `over`. Rows of
# a budget that is or was split have shards <> 1 and are left to `claim_shard`.
_COUNT = """
with asked as (
  select a.id as {owner}, k.* from unnest(%(campaign)s::text[], %(version)s::int[], %(budget)s::int[],
    %(scope)s::text[], %(period)s::text[], %(amount)s::bigint[], %(cap)s::bigint[])
    with ordinality as k(code, version, budget, scope, period, amount, cap, place)
  join {table} a on a.code = k.code
), counted as (
  insert into campaigns_budgetcounter as c
    ({owner}_id, budget, scope_key, period_key, shard, shards, cap, whole, used, over)
  select {owner}, budget, scope, period, 0, 1, cap, cap, amount, greatest(0, amount - cap) from asked
  where %(must)s or amount <= cap order by place
  on conflict ({owner}_id, budget, scope_key, period_key, shard) do update
    set used = c.used + excluded.used, cap = excluded.cap, whole = excluded.whole,
      over = greatest(0, c.used + excluded.used - excluded.cap)
    where c.shards = 1 and (%(must)s or c.used + excluded.used <= excluded.cap)
  returning c.id, c.{owner}_id, c.budget, c.over
), noted as (
  insert into campaigns_budgetentry (counter_id, {cause}_id, version, amount, at)
  select n.id, %({cause})s, a.version, a.amount, %(at)s from counted n
  join asked a on a.{owner} = n.{owner}_id and a.budget = n.budget
)
{answer}
"""
_OF_ORDERS = """
select coalesce(array_agg(a.place) filter (where n.id is null and c.shards <> 1), '{}'),
  count(*) filter (where n.id is null and coalesce(c.shards, 1) = 1),
  coalesce(array_agg(a.code) filter (where n.over > 0), '{}')
from asked a left join counted n on n.campaign_id = a.campaign and n.budget = a.budget
left join campaigns_budgetcounter c on c.campaign_id = a.campaign and c.budget = a.budget and c.scope_key = a.scope
  and c.period_key = a.period and c.shard = 0
"""

CLAIM = _COUNT.format(owner="campaign", table="campaigns_campaign", cause="order", answer=_OF_ORDERS)
CLAIM_FOR_EVENT = _COUNT.format(
    owner="trigger", table="campaigns_triggercampaign", cause="event",
    answer="select coalesce(array_agg(budget), '{}') from counted",
)  # fmt: skip
