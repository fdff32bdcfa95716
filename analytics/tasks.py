"""Door of Celery."""

from celery import shared_task

from analytics.accounting.jobs import JOB as ACCOUNTING
from analytics.digest.jobs import JOB as WEEKLY
from analytics.rollup.jobs import ROLLUP
from analytics.warehouse.jobs import WAREHOUSE
from loyalty import clock
from loyalty.jobs.claims import LONG, LONGEST
from loyalty.jobs.due import due_jobs
from loyalty.jobs.run_job import run_job


@shared_task(name=f"loyalty.{ACCOUNTING}")
def count_months() -> bool:
    """Count the accountant's months, once a day."""
    return run_job(code=ACCOUNTING, at=clock.now())


@shared_task(name=f"loyalty.{ROLLUP}", soft_time_limit=LONG, time_limit=LONGEST)
def count_figures() -> bool:
    """Bring the warehouse up to date where there is one, then count the figures that are due."""
    if WAREHOUSE in due_jobs:
        run_job(code=WAREHOUSE, at=clock.now())
    return run_job(code=ROLLUP, at=clock.now())


@shared_task(name=f"loyalty.{WEEKLY}")
def send_weekly_figures() -> bool:
    """Write to those who lead the programme, on Mondays."""
    return run_job(code=WEEKLY, at=clock.now())
