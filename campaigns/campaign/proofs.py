"""The laws of budgets and limits as queries over every row."""

from django.utils.translation import gettext_lazy as _

from loyalty.proofs import Proof, proofs

# Rows of one split budget are one budget: `whole` is its cap, whatever the shares of the rows are.
proofs.add(
    "Q-40",
    Proof(
        title=_("What is used of every budget is what its orders took, and no more than it allows"),
        sql="""
select c.id, c.used <> coalesce(e.amount, 0) or c.used > c.cap + c.over or f.used > f.whole + f.over
from campaigns_budgetcounter c
left join (select counter_id, sum(amount) as amount from campaigns_budgetentry group by 1) e on e.counter_id = c.id
join (
  select campaign_id, budget, scope_key, period_key, sum(used) as used, max(whole) as whole, sum(over) as over
  from campaigns_budgetcounter group by 1, 2, 3, 4
) f using (campaign_id, budget, scope_key, period_key)""",
        of="budget",
    ),
)
# An order takes once: what it gave back it may take again only when it had lapsed and was completed after all.
proofs.add(
    "Q-41",
    Proof(
        title=_("Orders took only from campaigns that they were sold under, and cancelled ones gave everything back"),
        sql="""
select e.order_id, bool_or(o.id is null or e.left_over < 0 or (o.state = 'cancelled' and e.left_over <> 0)
  or (e.takes > 1 and not o.lapsed) or not coalesce(
    o.decision -> 'applied' @> s.sold or o.decision -> 'messages' @> s.sold, false))
from (
  select order_id, counter_id, version, sum(amount) as left_over, count(*) filter (where amount > 0) as takes
  from campaigns_budgetentry group by 1, 2, 3
) e
join campaigns_budgetcounter c on c.id = e.counter_id
join campaigns_campaign a on a.id = c.campaign_id
cross join lateral (select jsonb_build_array(jsonb_build_object('campaign', a.code, 'version', e.version))) s(sold)
left join loyalty_order o on o.id = e.order_id
group by 1""",
        of="order",
    ),
)
