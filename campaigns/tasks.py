"""Door of Celery."""

from celery import shared_task

from campaigns.campaign.jobs import JOB
from loyalty import clock
from loyalty.jobs.run_job import run_job


@shared_task(name=f"loyalty.{JOB}")
def keep_time_of_campaigns() -> bool:
    """Start and finish campaigns by their dates."""
    return run_job(code=JOB, at=clock.now())
