"""Queues an event for the reactions that listen, in the transaction that records it."""

from loyalty.events.models import Delivery, Event


def queue(*, event: Event, codes: list[str]) -> None:
    """One delivery per reaction, due at the event's recording. One query."""
    Delivery.objects.bulk_create(
        Delivery(event=event, member_id=event.member_id, reaction=code, next_at=event.recorded_at) for code in codes
    )
