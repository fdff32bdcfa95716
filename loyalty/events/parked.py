"""Deliveries that were given up, as far as their verbs need them."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.events.models import Delivery
from loyalty.refusals import Refusal, Words


class DeliveryNotParked(Refusal):
    code: ClassVar[str] = "delivery_not_parked"
    title: ClassVar[Words] = _("This event is not parked")
    hint: ClassVar[Words] = _("Somebody else may have dealt with it; look again.")


def lock_parked(*, delivery_id: int) -> Delivery:
    """Lock a parked delivery; DeliveryNotParked when there is none under this id."""
    found = Delivery.objects.select_for_update(no_key=True).filter(pk=delivery_id, state=Delivery.State.PARKED).first()
    if found is None:
        raise DeliveryNotParked
    return found
