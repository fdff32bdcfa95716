"""Runs one due job, once per its period."""

import time
from datetime import datetime

from loyalty.jobs.claims import claim_period, finish_period, release_period
from loyalty.jobs.due import due_jobs


def run_job(*, code: str, at: datetime, period_key: str | None = None) -> bool:
    """Run the job for the period that `at` is in, or for an older one named; False when it is not ours to run.

    What the job raises passes through, and its period may be tried again five minutes after the start; so may, after
    15 minutes, that of a run that died. Call outside any transaction. Two queries besides the job's.
    """
    job = due_jobs[code]
    if job.period is None:
        job.run(at)
        return True
    key = period_key or job.period(at)
    attempt = claim_period(job=code, period_key=key, at=at)
    if attempt is None:
        return False
    started = time.perf_counter()
    try:
        job.run(at)
    except Exception as error:
        release_period(job=code, period_key=key, attempt=attempt, error_class=type(error).__name__)
        raise
    took_ms = round((time.perf_counter() - started) * 1000)
    finish_period(job=code, period_key=key, attempt=attempt, at=at, took_ms=took_ms)
    return True
