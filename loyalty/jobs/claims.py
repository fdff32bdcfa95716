"""Claims of a job's period: who runs it, and until when nobody else may."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from loyalty.jobs.models import JobRun

LEASE = timedelta(minutes=15)  # longer than the worker lets any task run
# Celery's limits of tasks that read everything there is.
LONG, LONGEST = 780, 840  # seconds: soft and hard
AFTER_FAILURE = timedelta(minutes=5)


def claim_period(*, job: str, period_key: str, at: datetime) -> int | None:
    """The number of our attempt; None while another has the period, and for ever once it is finished. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into loyalty_jobrun as r (job, period_key, attempt, started_at, lease_until, error_class)
               values (%(job)s, %(key)s, 1, %(at)s, %(until)s, '')
               on conflict (job, period_key) do update
                 set attempt = r.attempt + 1, started_at = excluded.started_at, lease_until = excluded.lease_until
                 where r.finished_at is null and r.lease_until <= %(at)s
               returning attempt""",
            {"job": job, "key": period_key, "at": at, "until": at + LEASE},
        )
        row = cursor.fetchone()
    return row[0] if row else None


def finish_period(*, job: str, period_key: str, attempt: int, at: datetime, took_ms: int) -> None:
    """The period is done, unless somebody has claimed it after us: then it is theirs to say. One query."""
    JobRun.objects.filter(job=job, period_key=period_key, attempt=attempt).update(
        finished_at=at, took_ms=took_ms, error_class=""
    )


def release_period(*, job: str, period_key: str, attempt: int, error_class: str) -> None:
    """The run failed: others may try five minutes after it started. One query."""
    JobRun.objects.filter(job=job, period_key=period_key, attempt=attempt).update(
        lease_until=F("started_at") + AFTER_FAILURE, error_class=error_class
    )


def abandoned(*, at: datetime) -> list[tuple[str, str]]:
    """Job and period of the runs that failed, or whose worker died, and that may be tried again. One query."""
    open_ = JobRun.objects.filter(finished_at=None, lease_until__lte=at).order_by("pk")
    return list(open_.values_list("job", "period_key"))
