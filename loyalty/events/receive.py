"""Stores an event that a shop tells us about, once per its id."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from loyalty.events.models import Event
from loyalty.events.queue import queue
from loyalty.events.react import listening

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
    """Store the event as kind "shop.<type>" and queue it for reactions; nothing when the shop has told it before.

    One query; one more when a reaction listens.
    """
    event = Event(
        kind=OF_SHOPS + type_,
        member_id=member_id,
        shop_id=shop_id,
        external_id=external_id,
        payload=dict(attributes),
        at=at,
    )
    codes = listening(kind=event.kind)
    if not codes:
        Event.objects.bulk_create([event], ignore_conflicts=True)
        return
    try:
        with transaction.atomic():  # a savepoint: bulk_create that ignores conflicts does not say whether it stored
            event.save(force_insert=True)
            queue(event=event, codes=codes)
    except IntegrityError as error:
        if "event_once_per_shop" not in str(error):
            raise
