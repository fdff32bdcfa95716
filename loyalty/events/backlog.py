"""How many deliveries wait, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

MOST = 10_000  # beyond it the number itself says nothing
OLD_AFTER = timedelta(minutes=5)

# What waits behind an earlier delivery of its member is not late by itself: the first of them tells.
_BACKLOG = """
with due as (
  select id, next_at, lease_until, member_id, reaction from loyalty_delivery
  where state = 'due' and next_at <= %(at)s order by next_at, id limit %(most)s)
select (select count(*) from due),
  (select count(*) from due where lease_until > %(at)s),
  (select count(*) from (select from loyalty_delivery where state = 'parked' limit %(most)s) parked),
  (select min(next_at) from due d where not exists (
     select from loyalty_delivery e
     where e.state = 'due' and e.member_id = d.member_id and e.reaction = d.reaction and e.id < d.id))
"""


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """`due` deliveries could run now or wait behind one of their member; `leased` of them a relay has in its hands;
    `parked` wait for people. Counts stop at 10 001. The first that could run waits since `waiting_since`."""

    due: int
    leased: int
    parked: int
    waiting_since: datetime | None

    def age(self, *, at: datetime) -> timedelta:
        return at - self.waiting_since if self.waiting_since else timedelta()

    def is_late(self, *, at: datetime) -> bool:
        return self.due > MOST or self.age(at=at) > OLD_AFTER


def backlog(*, at: datetime) -> Backlog:
    """One query, over partial indexes alone."""
    with connection.cursor() as cursor:
        cursor.execute(_BACKLOG, {"at": at, "most": MOST + 1})
        due, leased, parked, since = cursor.fetchone()
    return Backlog(due=due, leased=leased, parked=parked, waiting_since=since)
