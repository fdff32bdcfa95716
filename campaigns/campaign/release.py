"""Gives back what an order took from budgets and limits, to the periods that were charged."""

from datetime import datetime

from django.db import connection

_RELEASE = """
with back as (
  select counter_id, max(version) as version, sum(amount) as amount from campaigns_budgetentry
  where order_id = %(order)s group by counter_id having sum(amount) > 0 order by counter_id
), freed as (
  update campaigns_budgetcounter c set used = c.used - b.amount,
    over = greatest(0, least(c.over, c.used - b.amount - c.cap))
  from back b where c.id = b.counter_id returning c.id
)
insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
select b.counter_id, %(order)s, b.version, -b.amount, %(at)s from back b join freed f on f.id = b.counter_id
"""


def release(*, order_id: int, at: datetime) -> None:
    """Undo every claim of the order that still stands; again changes nothing. One query. The order is locked."""
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, {"order": order_id, "at": at})
