"""Door of Celery."""

from celery import shared_task

from analytics.accounting.jobs import JOB as ACCOUNTING
from loyalty import clock
from loyalty.jobs.run_job import run_job


@shared_task(name=f"loyalty.{ACCOUNTING}")
def count_months() -> bool:
    """Count the accountant's months, once a day."""
    return run_job(code=ACCOUNTING, at=clock.now())
