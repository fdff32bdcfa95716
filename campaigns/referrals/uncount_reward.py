"""Gives back what a reward had counted against: in the period it was counted in."""

from datetime import datetime

from django.db import connection

_UNCOUNT = """
with mine as (
  select counter_id, sum(amount) as amount from campaigns_referraluse where referral_id = %(referral)s
  group by 1 having sum(amount) > 0
), less as (
  update campaigns_referralcounter c set used = c.used - m.amount from mine m where c.id = m.counter_id
)
insert into campaigns_referraluse (counter_id, referral_id, amount, at)
select counter_id, %(referral)s, -amount, %(at)s from mine
"""


def uncount_reward(*, referral_id: int, at: datetime) -> None:
    """Once: what was given back already is not there any more. Call with the referral locked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCOUNT, {"referral": referral_id, "at": at})
