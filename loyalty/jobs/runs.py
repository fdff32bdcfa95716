"""The last runs of every job."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

LATEST = 20  # runs in which failures are counted

_RUNS = """
select wanted.job, r.started_at, r.took_ms, r.finished_at is not null, r.error_class, coalesce(recent.failed, 0)
from unnest(%s::text[]) wanted(job)
left join lateral (
  select * from loyalty_jobrun r where r.job = wanted.job order by r.period_key desc limit 1) r on true
left join lateral (
  select count(*) filter (where attempt > 1 or error_class <> '') as failed
  from (
    select attempt, error_class from loyalty_jobrun r where r.job = wanted.job order by r.period_key desc limit %s) l
) recent on true
"""


@dataclass(frozen=True, kw_only=True)
class LastRun:
    """When it started, how long it took (None while it runs, or for want of a measure), and of the last 20 how many
    failed or died at first."""

    started_at: datetime
    took_ms: int | None
    is_finished: bool
    error_class: str
    failed: int


def last_runs(*, codes: list[str]) -> dict[str, LastRun]:
    """The newest run of each of these jobs; a job that never ran is not in it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, [codes, LATEST])
        rows = cursor.fetchall()
    return {
        job: LastRun(started_at=started_at, took_ms=took_ms, is_finished=done, error_class=error, failed=failed)
        for job, started_at, took_ms, done, error, failed in rows
        if started_at is not None
    }
