"""Door of Celery."""

from celery import shared_task

from loyalty import clock
from loyalty.jobs.run_job import run_job
from segments.segment.jobs import JOB


@shared_task(name=f"loyalty.{JOB}")
def refresh_segments() -> bool:
    """Refresh the segments that are due."""
    return run_job(code=JOB, at=clock.now())
