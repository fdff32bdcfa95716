"""Which due jobs are late."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from loyalty.jobs.due import due_jobs
from loyalty.refusals import Words

# What a new installation has not run yet is counted from the day it was made: its first confirmation.
_LAST_RUNS = """
select wanted.job,
  (select r.finished_at from loyalty_jobrun r
     where r.job = wanted.job and r.finished_at is not null order by r.period_key desc limit 1),
  (select min(at) from loyalty_confirmation),
  (select coalesce(max(r.error_class), '') from loyalty_jobrun r where r.job = wanted.job and r.finished_at is null)
from unnest(%s::text[]) wanted(job)
"""


@dataclass(frozen=True, kw_only=True)
class JobState:
    """A job that has periods: when it was finished last (None: never), the class of the error that an open run of it
    ended with (or an empty string), and whether it is late."""

    code: str
    title: Words
    finished_at: datetime | None
    error_class: str
    is_late: bool


def job_states(*, at: datetime) -> tuple[JobState, ...]:
    """Every job that has periods, in the order they run. One query."""
    jobs = {code: job for code, job in due_jobs if job.period is not None}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_RUNS, [list(jobs)])
        rows = {code: rest for code, *rest in cursor.fetchall()}
    states = []
    for code, job in jobs.items():
        finished_at, since, error_class = rows[code]
        counted_from = finished_at or since
        is_late = counted_from is not None and at - counted_from > job.late_after
        states.append(
            JobState(code=code, title=job.title, finished_at=finished_at, error_class=error_class, is_late=is_late)
        )
    return tuple(states)
