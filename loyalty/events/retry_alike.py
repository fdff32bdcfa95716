"""Sends every parked event that failed in the same way to its reaction again."""

from datetime import datetime

from loyalty.events.models import Delivery
from loyalty.events.parked import DeliveryNotParked
from loyalty.events.retry import retry

MOST = 1_000  # at once: somebody waits for the answer


def retry_alike(*, reaction: str, error_class: str, by: str, at: datetime) -> int:
    """Retry the deliveries of `reaction` that ended with `error_class`, the oldest 1 000 at most; returns how many.

    Each in a transaction of its own; what somebody else has dealt with meanwhile is passed over.
    """
    alike = Delivery.objects.filter(state=Delivery.State.PARKED, reaction=reaction, error_class=error_class)
    done = 0
    for delivery_id in list(alike.order_by("id").values_list("pk", flat=True)[:MOST]):
        try:
            retry(delivery_id=delivery_id, by=by, at=at)
        except DeliveryNotParked:
            continue
        done += 1
    return done
