"""The schedule that a new installation begins with."""

from datetime import timedelta

import pytest

from loyalty.jobs.due import due_jobs
from loyalty.jobs.schedule import schedule
from tests.builders import NOON


@pytest.mark.django_db
def test_every_job_runs_more_often_than_it_is_called_late() -> None:
    tasks = {one.job: one for one in schedule(at=NOON)}
    periodic = {code: job for code, job in due_jobs if job.period is not None}
    assert not set(periodic) - set(tasks), "these are on no schedule"
    seldom = {
        code: (tasks[code].every or timedelta(days=1), job.late_after)
        for code, job in periodic.items()
        if job.late_after <= (tasks[code].every or timedelta(days=1))
    }
    assert not seldom
