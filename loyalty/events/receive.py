"""Stores an event that a shop tells us about, once per its id."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.events.models import Event

OF_SHOPS = "shop."  # what shops tell can never pass for what the programme records itself


def receive(
    *,
    shop_id: int,
    external_id: str,
    type_: str,
    member_id: int | None,
    at: datetime,
    attributes: Mapping[str, str | int | bool],
) -> None:
    """Store the event as kind "shop.<type>"; nothing when the shop has told it before. One query."""
    event = Event(
        kind=OF_SHOPS + type_,
        member_id=member_id,
        shop_id=shop_id,
        external_id=external_id,
        payload=dict(attributes),
        at=at,
    )
    Event.objects.bulk_create([event], ignore_conflicts=True)
