"""What has been guessed at lately: codes, PINs, passwords."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loyalty.limits.limit import Limit
from loyalty.rows import all_rows

WINDOW = timedelta(hours=1)

_SQL = """
select "limit", count(*) as subjects, sum(tried) as tried,
  count(*) filter (where coalesce(times[cardinality(times) + 1 - most] > %(at)s - within, false)) as stopped
from (
  select a."limit", a.times, l.most, l.within,
    (select count(*) from unnest(a.times) as one where one > %(since)s) as tried
  from loyalty_attempts a
  join unnest(%(codes)s::text[], %(most)s::int[], %(within)s::interval[]) as l(code, most, within) on l.code = a."limit"
  where a.times[cardinality(a.times)] > %(since)s
) lately
group by 1
"""


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """Of one limit in the last hour: by how many, how often, and how many of them have to wait now."""

    subjects: int
    tried: int
    stopped: int


def guesses(*, limits: Iterable[Limit], at: datetime) -> dict[str, Guesses]:
    """By the limit's code; those that nobody came near are left out. A try that was right counts until it is forgiven.
    One query."""
    asked = list(limits)
    params = {
        "codes": [one.code for one in asked], "most": [one.times for one in asked],
        "within": [one.within for one in asked], "since": at - WINDOW, "at": at,
    }  # fmt: skip
    return {
        code: Guesses(subjects=subjects, tried=int(tried), stopped=stopped)
        for code, subjects, tried, stopped in all_rows(_SQL, params)
    }
