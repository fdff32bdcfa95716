"""Door of Celery."""

from celery import shared_task

from loyalty import clock
from loyalty.jobs.run_job import run_job
from segments.rfm.jobs import JOB as RFM
from segments.segment.jobs import JOB


@shared_task(name=f"loyalty.{JOB}")
def refresh_segments() -> bool:
    """Refresh the segments that are due."""
    return run_job(code=JOB, at=clock.now())


@shared_task(name=f"loyalty.{RFM}")
def score_members() -> bool:
    """Score members for RFM analyses, once a day."""
    return run_job(code=RFM, at=clock.now())
