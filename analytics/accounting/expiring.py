"""What will expire, month by month, if nobody spends it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from loyalty.rows import all_rows

# The last day on which points can be used decides: those that go at the midnight into May go in April.
_AHEAD = """
select a.unit_id,
  to_char(date_trunc('month', (l.expires_at - interval '1 microsecond') at time zone %(zone)s), 'YYYY-MM-DD'),
  sum(l.remaining)::bigint
from loyalty_lot l join loyalty_account a on a.id = l.account_id
where l.remaining > 0 and (l.expires_at is null or l.expires_at > %(at)s) group by 1, 2 order by 1, 2 nulls last
"""


def expiring(*, zone: ZoneInfo, at: datetime) -> list[list[object]]:
    """[unit id, first day of the month or None (never), points left]. One query over lots with points."""
    return [list(row) for row in all_rows(_AHEAD, {"zone": zone.key, "at": at})]
