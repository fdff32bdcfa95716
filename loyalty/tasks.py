"""Door of Celery: three lines each. Nothing a customer sees waits for these; they tidy up what is due.

Due jobs go through the claim of their period, so two Beats, a task delivered twice or a killed worker change nothing.
"""

from celery import shared_task

from loyalty import clock
from loyalty.jobs.claims import LONG, LONGEST, abandoned
from loyalty.jobs.run_job import run_job
from loyalty.ledger.check_books import check_books


@shared_task(name="loyalty.night")
def night() -> bool:
    """Lapse holds, activate and expire points due by now, in this order."""
    return run_job(code="night", at=clock.now())


@shared_task(name="loyalty.lapse_orders")
def lapse_placed_orders() -> bool:
    """Cancel placed orders whose time is over."""
    return run_job(code="lapse_orders", at=clock.now())


@shared_task(name="loyalty.history")
def fold_history() -> bool:
    """Fold what members bought long ago to months, or bring its days back."""
    return run_job(code="history", at=clock.now())


@shared_task(name="loyalty.prove", soft_time_limit=LONG, time_limit=LONGEST)
def prove_nightly() -> bool:
    """Check every law of the books, once a day."""
    return run_job(code="prove", at=clock.now())


@shared_task(name="loyalty.prove_now", soft_time_limit=LONG, time_limit=LONGEST)
def prove_books() -> bool:
    """Check every law of the books because somebody asked, and keep the result for the staff to see."""
    return check_books(at=clock.now()).ok


@shared_task(name="loyalty.relay")
def relay_events() -> bool:
    """Deliver the events that are due."""
    return run_job(code="relay", at=clock.now())


@shared_task(name="loyalty.remind")
def remind_members() -> bool:
    """Remind members of points that are about to burn."""
    return run_job(code="remind", at=clock.now())


@shared_task(name="loyalty.tiers")
def evaluate_tiers() -> bool:
    """Bring members to the tiers they have gathered for, once a day."""
    return run_job(code="tiers", at=clock.now())


@shared_task(name="loyalty.birthdays")
def tell_birthdays() -> bool:
    """Record the birthdays of the day, once a day."""
    return run_job(code="birthdays", at=clock.now())


@shared_task(name="loyalty.certificates")
def expire_certificates() -> bool:
    """Deal with certificates whose time is over, once an hour."""
    return run_job(code="certificates", at=clock.now())


@shared_task(name="loyalty.send_codes")
def send_waiting_codes() -> bool:
    """Send the codes that a killed web process left."""
    return run_job(code="send_codes", at=clock.now())


@shared_task(name="loyalty.purge")
def purge_old() -> bool:
    """Take away answers, codes, sessions and traces of jobs whose time is over."""
    return run_job(code="purge", at=clock.now())


@shared_task(name="loyalty.resume_jobs", soft_time_limit=LONG, time_limit=LONGEST)
def resume_jobs() -> None:
    """Run again the jobs whose worker died or whose run failed: with as much time as the longest of them has."""
    for code, period_key in abandoned(at=clock.now()):
        run_job(code=code, period_key=period_key, at=clock.now())


@shared_task(name="loyalty.uploads")
def advance_uploaded_files() -> bool:
    """Check and load what employees uploaded."""
    return run_job(code="uploads", at=clock.now())


@shared_task(name="loyalty.purge_uploads")
def purge_uploaded_files() -> bool:
    """Delete uploaded files after a week."""
    return run_job(code="purge_uploads", at=clock.now())
