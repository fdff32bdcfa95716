"""Tidies up what time has done to codes: the predicates honour it by themselves, lists and counters follow here."""

from datetime import datetime

from django.db import connection, transaction

from campaigns.coupons.end_reservations import end_reservations
from loyalty.audit.actor import current_actor

_AT_ONCE = 500
_MOST_TURNS = 200
# Codes still in hand whose time is over: by their own date, then by their batch's.
_EXPIRE = """
with due as (
  (select c.id, c.member_id from campaigns_coupon c join campaigns_couponbatch b on b.id = c.batch_id
   where b.kind = 'single' and c.state in ('created', 'issued') and c.expires_at <= %(at)s
   order by c.expires_at limit %(most)s)
  union
  (select c.id, c.member_id from campaigns_couponbatch b join campaigns_coupon c on c.batch_id = b.id
   where b.kind = 'single' and b.valid_until <= %(at)s and c.state in ('created', 'issued') and c.expires_at is null
   limit %(most)s)
), expired as (
  update campaigns_coupon c set state = 'expired' from due d
  where c.id = d.id and c.state in ('created', 'issued') returning c.id
), noted as (
  insert into campaigns_couponentry (coupon_id, act, member_id, period_key, campaigns, discount_kopecks, over, reason,
    principal, principal_id, at)
  select d.id, 'expired', d.member_id, '', '{}', 0, false, '', %(principal)s, %(principal_id)s, %(at)s
  from due d join expired e on e.id = d.id
)
select count(*) from due
"""


def tidy_coupons(*, at: datetime) -> int:
    """End reservations whose time is over and mark single-use codes that have expired, in pieces, each in a transaction
    of its own; returns how many of both. What is left after many pieces waits for the next run."""
    done = 0
    for one in (_end, _expire):
        for _turn in range(_MOST_TURNS):
            count = one(at)
            done += count
            if count < _AT_ONCE:
                break
    return done


def _end(at: datetime) -> int:
    with transaction.atomic():
        return end_reservations(at=at, purpose="free", most_due=_AT_ONCE).count


def _expire(at: datetime) -> int:
    who = current_actor()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EXPIRE, {"at": at, "most": _AT_ONCE, "principal": who.kind, "principal_id": who.id})
        row = cursor.fetchone()
    return int(row[0])
