"""Claims of due deliveries: who may run them, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

BATCH = 50
LEASE = timedelta(minutes=2)  # to begin; who has begun holds the row's lock until the end

# An earlier delivery of the member that is still due, running or waiting for its next attempt, holds back the later
# ones of the same reaction. Its id says the order: events of a member are recorded under the member's locks.
_CLAIM = """
with picked as materialized (
  select d.id from loyalty_delivery d
  where d.state = 'due' and d.next_at <= %(at)s and (d.lease_until is null or d.lease_until <= %(at)s)
    and not exists (
      select 1 from loyalty_delivery e
      where e.state = 'due' and e.member_id = d.member_id and e.reaction = d.reaction and e.id < d.id)
  order by d.next_at, d.id limit %(batch)s
  for update of d skip locked
)
update loyalty_delivery d
set lease_until = %(until)s, fence = d.fence + 1, attempt = d.attempt + 1
from picked where d.id = picked.id
returning d.id, d.fence, d.attempt
"""


@dataclass(frozen=True, kw_only=True, order=True)
class Claimed:
    """A delivery that is ours as long as its fence is; `attempt` counts from 1."""

    id: int
    fence: int
    attempt: int


def claim_due(*, at: datetime) -> list[Claimed]:
    """Claim up to 50 due deliveries, at most one per member and reaction, in the order of their ids.

    By state and never by "id above the last seen": an event with a lower id may commit later. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"at": at, "until": at + LEASE, "batch": BATCH})
        rows = cursor.fetchall()
    return sorted(Claimed(id=id_, fence=fence, attempt=attempt) for id_, fence, attempt in rows)


def lock_claimed(*, claimed: Claimed) -> tuple[int, str] | None:
    """Lock the delivery and return its event's id and its reaction; None when it is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select event_id, reaction from loyalty_delivery
               where id = %s and fence = %s and state = 'due' for no key update""",
            [claimed.id, claimed.fence],
        )
        row: tuple[int, str] | None = cursor.fetchone()
    return row
