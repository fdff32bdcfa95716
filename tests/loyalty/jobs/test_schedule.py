"""The schedule that a new installation begins with."""

from datetime import timedelta

import pytest

from loyalty.jobs.due import Job, due_jobs
from loyalty.jobs.schedule import Scheduled, schedule
from tests.builders import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _between(job: Job, task: Scheduled) -> timedelta:
    """From one run to the next: what begins at midnight and has periods of an hour runs all day."""
    if task.every is not None:
        return task.every
    assert job.period is not None
    assert task.daily_at is not None
    hourly = task.daily_at.hour == 0 and job.period(NOON) != job.period(NOON + HOUR)
    return HOUR if hourly else DAY


@pytest.mark.django_db
def test_every_job_runs_more_often_than_it_is_called_late() -> None:
    tasks = {one.job: one for one in schedule(at=NOON)}
    periodic = {code: job for code, job in due_jobs if job.period is not None}

    assert not set(periodic) - set(tasks), "these are on no schedule"
    assert not {code for code, job in periodic.items() if job.late_after <= _between(job, tasks[code])}
