"""What moved in each month, counted from the entries of the ledger: one SQL for reports and for their proof.

An entry belongs to the month of its `at`. What comes late is dated when it comes, and nothing is dated into a closed
month (the ledger sees to it), so counting a closed month again gives the same. Points belong to the month they were
first given in: a lot that took the place of an expired one, with a return, is as old as the first.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from analytics.accounting.models import START
from analytics.accounting.periods import Period
from loyalty.rows import all_rows

# For WITH RECURSIVE: the lot that a lot which renews another began as (origin), whatever was between them.
FIRST = """renewed as (
  select id, renews_id as origin from loyalty_lot where renews_id is not null
  union all
  select r.id, l.renews_id from renewed r join loyalty_lot l on l.id = r.origin where l.renews_id is not null
), first as (
  select r.id, r.origin from renewed r join loyalty_lot l on l.id = r.origin where l.renews_id is null
)"""
CELLS = f"""
with recursive bounds as materialized (
  {{bounds}}
), {FIRST}, given as (
  select l.id, width_bucket(o.at, b.starts) as cohort
  from loyalty_lot l join loyalty_operation o on o.id = l.operation_id cross join bounds b where l.renews_id is null
  union all
  select f.id, width_bucket(o.at, b.starts)
  from first f join loyalty_lot l on l.id = f.origin join loyalty_operation o on o.id = l.operation_id
  cross join bounds b
), moved as (
  select a.unit_id, width_bucket(e.at, b.starts) as period, g.cohort, e.kind,
    coalesce(sum(e.amount) filter (where e.bucket <> 'debt'), 0) as points,
    coalesce(sum(e.amount) filter (where e.bucket = 'debt'), 0) as debt
  from loyalty_entry e join loyalty_account a on a.id = e.account_id left join given g on g.id = e.lot_id
  cross join bounds b
  where e.at < b.ends
  group by 1, 2, 3, 4
), cells as (
  select period, unit_id, cohort, kind, points, debt from moved where points <> 0 or debt <> 0
  union all
  select p.period, m.unit_id, m.cohort, '{START}', sum(m.points), sum(m.debt)
  from bounds b cross join generate_series(1, cardinality(b.starts)) as p(period) join moved m on m.period < p.period
  group by 1, 2, 3 having sum(m.points) <> 0 or sum(m.debt) <> 0
), months as (
  select p.period, b.months[p.period] as month, coalesce(
    jsonb_agg(jsonb_build_array(c.unit_id, b.months[c.cohort], c.kind, c.points, c.debt)
      order by c.unit_id, c.cohort nulls first, c.kind) filter (where c.unit_id is not null), '[]') as cells
  from bounds b cross join generate_series(1, cardinality(b.starts)) as p(period)
  left join cells c on c.period = p.period group by p.period, b.months, b.starts
)"""
GIVEN = "select %(starts)s::timestamptz[] as starts, %(months)s::date[] as months, %(ends)s::timestamptz as ends"
CLOSED = """select array_agg(starts_at order by month) as starts, array_agg(month order by month) as months,
    max(ends_at) as ends from analytics_closedmonth"""
# Why points were given. Movements of certificates' money and of other kinds explain themselves.
_OCCASIONS = """
select width_bucket(e.at, %(starts)s::timestamptz[]), a.unit_id, o.reason, l.campaign_version_id, sum(e.amount)::bigint
from loyalty_entry e join loyalty_operation o on o.id = e.operation_id join loyalty_account a on a.id = e.account_id
join loyalty_lot l on l.id = e.lot_id
where e.kind = 'earn' and e.bucket <> 'debt' and e.at < %(ends)s
group by 1, 2, 3, 4 order by 1, 2, 5 desc, 3, 4
"""


def count_cells(periods: Sequence[Period]) -> str:
    """The statement that gives (month, cells) for these months, which follow one another."""
    return CELLS.format(bounds=GIVEN) + " select month, cells::text from months order by month"


def bounds_of(periods: Sequence[Period]) -> dict[str, object]:
    """The parameters of the statements of this file."""
    return {
        "starts": [one.starts_at for one in periods], "months": [one.month for one in periods],
        "ends": periods[-1].ends_at,
    }  # fmt: skip


def occasions_of(periods: Sequence[Period]) -> Mapping[date, list[list[object]]]:
    """By month, what was given: [unit id, reason, id of the campaign version or null, points]. One query over all
    entries."""
    found: dict[date, list[list[object]]] = {one.month: [] for one in periods}
    for period, *row in all_rows(_OCCASIONS, bounds_of(periods)):
        found[periods[period - 1].month].append(row)
    return found
