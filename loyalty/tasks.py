"""Door of Celery: three lines each. Nothing a customer sees waits for these; they tidy up what is due."""

from celery import shared_task

from loyalty import clock
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.night import run_night
from loyalty.ledger.prove import prove
from loyalty.purchase.lapse_orders import lapse_orders


@shared_task(name="loyalty.night")
def night() -> dict[str, int]:
    """Lapse holds, activate and expire points due by now, in this order."""
    return run_night(at=clock.now())


@shared_task(name="loyalty.lapse_orders")
def lapse_placed_orders() -> int:
    """Cancel placed orders whose time is over."""
    return lapse_orders(at=clock.now())


@shared_task(name="loyalty.prove")
def prove_books() -> bool:
    """Check every law of the books and keep the result for the staff to see."""
    report = prove(at=clock.now())
    keep_proof(report=report)
    return report.ok
