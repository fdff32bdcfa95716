"""Door of Celery."""

from celery import shared_task

from campaigns.campaign.jobs import JOB, NOTICES
from campaigns.coupons.jobs import JOB as COUPONS
from campaigns.coupons.work_jobs import WORK
from campaigns.referrals.jobs import JOB as REFERRALS
from loyalty import clock
from loyalty.jobs.run_job import run_job


@shared_task(name=f"loyalty.{JOB}")
def keep_time_of_campaigns() -> bool:
    """Start and finish campaigns by their dates."""
    return run_job(code=JOB, at=clock.now())


@shared_task(name=f"loyalty.{COUPONS}")
def tidy_coupons() -> bool:
    """Free the coupons whose reservations are over."""
    return run_job(code=COUPONS, at=clock.now())


@shared_task(name=f"loyalty.{WORK}")
def advance_work_on_coupons() -> bool:
    """Make, load and issue coupons that employees asked for."""
    return run_job(code=WORK, at=clock.now())


@shared_task(name=f"loyalty.{REFERRALS}")
def advance_referrals() -> bool:
    """Reward invitations whose purchase was kept."""
    return run_job(code=REFERRALS, at=clock.now())


@shared_task(name=f"loyalty.{NOTICES}")
def tell_owners_of_campaigns() -> bool:
    """Send owners word of what nobody could check."""
    return run_job(code=NOTICES, at=clock.now())
