"""The laws of closed months."""

from django.utils.translation import gettext_lazy as _

from analytics.accounting.cells import CELLS, CLOSED
from analytics.accounting.digest import DIGEST
from loyalty.proofs import Proof, proofs

proofs.add(
    "Q-80",
    Proof(
        title=_("Every closed month, counted again from the entries, is as it was closed"),
        sql=f"""
{CELLS.format(bounds=CLOSED)}
select c.id, c.cells is distinct from m.cells
from analytics_closedmonth c left join months m on m.month = c.month""",
        of="closed_month",
    ),
)
proofs.add(
    "Q-81",
    Proof(
        title=_("Closed months follow one another, each under its seal, and nothing is open before their end"),
        sql=f"""
select m.id, m.digest <> {DIGEST} or m.starts_at <> coalesce(m.ended, m.starts_at)
  or m.month <> coalesce(m.month_before + interval '1 month', m.month)
  or m.ends_at > (select max(until) from loyalty_booksclosing)
from (
  select *, lag(digest, 1, '') over w as before, lag(ends_at) over w as ended, lag(month) over w as month_before
  from analytics_closedmonth window w as (order by month)
) m""",
        of="closed_month",
    ),
)
# Written without lots, cohorts or months, so that it is no copy of how months are counted.
proofs.add(
    "Q-82",
    Proof(
        title=_(
            "Of every unit, what the last closed month ended with and what has moved since is what the owners have"
        ),
        sql="""
select u.id, coalesce(a.points, 0) <> coalesce(c.points, 0) + coalesce(e.points, 0)
  or coalesce(a.debt, 0) <> coalesce(c.debt, 0) + coalesce(e.debt, 0)
from loyalty_unit u
join (select * from analytics_closedmonth order by month desc limit 1) last on true
left join (select unit_id, sum(active + pending) as points, sum(debt) as debt from loyalty_account group by 1) a
  on a.unit_id = u.id
left join lateral (
  select sum((cell ->> 3)::bigint) as points, sum((cell ->> 4)::bigint) as debt
  from jsonb_array_elements(last.cells) cell where (cell ->> 0)::bigint = u.id
) c on true
left join lateral (
  select sum(e.amount) filter (where e.bucket <> 'debt') as points,
    sum(e.amount) filter (where e.bucket = 'debt') as debt
  from loyalty_entry e join loyalty_account a on a.id = e.account_id where a.unit_id = u.id and e.at >= last.ends_at
) e on true""",
        of="unit",
    ),
)
