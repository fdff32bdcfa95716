"""Gives a parked event up for good."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import DISCARDED
from loyalty.audit.record import record as audit
from loyalty.events.kinds import DELIVERY_DISCARDED
from loyalty.events.models import Delivery
from loyalty.events.parked import lock_parked
from loyalty.events.record import record


def discard(*, delivery_id: int, reason: str, by: str, at: datetime) -> None:
    """The reaction will never run on this event; the row stays, with the reason in an event. DeliveryNotParked.

    `by` names who asked, as "user:17".
    """
    with transaction.atomic():
        delivery = lock_parked(delivery_id=delivery_id)
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DISCARDED, ended_at=at)
        payload = {"delivery": delivery.pk, "reaction": delivery.reaction, "by": by, "reason": reason}
        record(kind=DELIVERY_DISCARDED, at=at, member_id=delivery.member_id, payload=payload)
        audit(
            act=DISCARDED,
            object_kind="delivery",
            object_id=delivery.pk,
            reason=reason,
            after={"reaction": delivery.reaction},
        )
