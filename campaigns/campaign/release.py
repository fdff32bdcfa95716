"""Gives back what an order took from budgets and limits, to the periods and rows that were charged."""

from datetime import datetime

from django.db import connection

from campaigns.campaign.budget_number import counts_uses
from campaigns.engine.definition import OnReturn

# Money and points in proportion, uses with the last goods; rows are locked in the order in which they are claimed.
_RELEASE = """
with standing as (
  select counter_id, max(version) as version, sum(amount) as amount from campaigns_budgetentry
  where order_id = %(order)s group by counter_id having sum(amount) > 0
), back as (
  select s.counter_id, s.version, case
      when not %(returned)s then s.amount
      when v.definition ->> 'on_return' = %(nothing)s then 0
      when %(part)s = %(of)s then s.amount
      when v.definition ->> 'on_return' = %(parts)s and not c.budget = any(%(uses)s)
        then div(s.amount::numeric * %(part)s, %(of)s)::bigint
      else 0 end as amount, c.budget, a.code, c.shard
  from standing s join campaigns_budgetcounter c on c.id = s.counter_id
  join campaigns_campaign a on a.id = c.campaign_id
  join campaigns_campaignversion v on v.campaign_id = a.id and v.number = s.version
), locked as (
  select c.id, b.version, b.amount from campaigns_budgetcounter c join back b on b.counter_id = c.id
  where b.amount > 0 order by b.budget, b.code collate "C", b.shard for no key update of c
), freed as (
  update campaigns_budgetcounter c set used = c.used - l.amount, over = greatest(0, c.used - l.amount - c.cap)
  from locked l where c.id = l.id returning c.id
)
insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
select l.id, %(order)s, l.version, -l.amount, %(at)s from locked l join freed f on f.id = l.id
"""
_USES = [number for number in range(300) if number // 10 % 10 < 5 and counts_uses(number)]


def release(*, order_id: int, at: datetime, returned: tuple[int, int] | None = None) -> None:
    """Undo the claims of the order that still stand; again changes nothing. One query. The order is locked.

    A cancelled order gives back everything. `returned` tells of a return: goods worth so many kopecks on the shelf, out
    of so many that the customer still had; each campaign gives back what its `on_return` says.
    """
    part, of = returned or (1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            _RELEASE,
            {"order": order_id, "at": at, "returned": returned is not None, "part": part, "of": of, "uses": _USES,
             "nothing": OnReturn.NOTHING.value, "parts": OnReturn.PARTS.value},
        )  # fmt: skip
