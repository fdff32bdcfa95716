"""The law of counted figures, as a query over all facts."""

import json

from django.utils.translation import gettext_lazy as _

from analytics.facts.changes import OVERLAP, first_change_sql
from analytics.facts.fact import facts
from analytics.metrics.metric import metrics
from analytics.metrics.sql import figures_sql, with_facts
from analytics.rollup.roll_up import digests
from loyalty.proofs import Proof, proofs

# The last month that was over when it was counted and rests since: nothing of it was recorded after that, nor is it
# waiting to be counted by another expression, in another zone or at other prices. None: there is nothing to compare.
_MONTH = """
select m.kind, m.starts, m.ends, m.before
from (
  select p.*, p.ends::timestamp at time zone g.timezone as over
  from analytics_period p cross join loyalty_program g
  where p.kind = 'month' and not p.is_due and p.counted_at >= p.ends::timestamp at time zone g.timezone
  order by p.starts desc limit 1
) m
join (select * from analytics_rollup order by id desc limit 1) r on r.finished_at is not null
  and r.done = '{done}'::jsonb and r.zone = (select timezone from loyalty_program)
  and not exists (
    select from loyalty_unit u where r.prices ? u.code and (r.prices ->> u.code)::bigint is distinct from u.step_kopecks
  )
where coalesce(least({changed}) >= m.over, true)"""
_COUNTED = """select '{code}', * from ({sql}) as of_{code}"""


def _sql() -> str:
    since = f"(select m.counted_at - interval '{OVERLAP.total_seconds():.0f} seconds')"
    changes = {first_change_sql(fact) for _code, fact in facts}
    changed = ", ".join(f"({sql.replace('%(since)s', since)})" for sql in sorted(changes))
    month = _MONTH.format(done=json.dumps(digests()), changed=changed)
    # What is told of now is told of the last period alone, whichever month is looked at.
    lasting = [code for code, metric in metrics if not metric.of_now]
    counted = " union all ".join(_COUNTED.format(code=code, sql=figures_sql(code)) for code in lasting)
    names = ", ".join(f"'{code}'" for code in lasting)
    return f"""
{with_facts(periods=month, once=True)},
counted (metric, kind, starts, cut, "of", key, numerator, denominator) as ({counted}),
kept as (select f.* from analytics_figure f join periods using (kind, starts) where f.metric in ({names}))
select coalesce(k.id, 0), k.id is null or c.metric is null
  or (k.numerator, k.denominator) is distinct from (c.numerator, c.denominator)
from kept k full join counted c using (metric, kind, starts, cut, "of", key)""".replace("%", "%%")


proofs.add(
    "Q-90",
    Proof(
        title=_("Figures of the last whole month are what their expressions give now"),
        sql=_sql(),
        of="figure",
    ),
)
