"""Sends a parked event to its reaction again."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import RETRIED
from loyalty.audit.record import record as audit
from loyalty.events.kinds import DELIVERY_RETRIED
from loyalty.events.models import Delivery
from loyalty.events.parked import lock_parked
from loyalty.events.record import record


def retry(*, delivery_id: int, by: str, at: datetime) -> None:
    """Make the delivery due at once, with all its attempts before it; DeliveryNotParked.

    `by` names who asked, as "user:17". Later events of the member may have been delivered meanwhile.
    """
    with transaction.atomic():
        delivery = lock_parked(delivery_id=delivery_id)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.DUE, attempt=0, next_at=at, lease_until=None, ended_at=None
        )
        payload = {"delivery": delivery.pk, "reaction": delivery.reaction, "by": by}
        record(kind=DELIVERY_RETRIED, at=at, member_id=delivery.member_id, payload=payload)
        audit(act=RETRIED, object_kind="delivery", object_id=delivery.pk, after={"reaction": delivery.reaction})
