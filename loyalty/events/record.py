"""Records what happened, in the transaction of its cause."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from loyalty.events.models import Event
from loyalty.events.queue import queue
from loyalty.events.react import listening


def record(
    *,
    kind: str,
    at: datetime,
    member_id: int | None = None,
    shop_id: int | None = None,
    external_id: str = "",
    payload: Mapping[str, object] | None = None,
) -> None:
    """Store one event and queue it for the reactions to its kind, both or neither.

    The payload holds ids and amounts, never personal data. One query; one more when a reaction listens.
    """
    event = Event(
        kind=kind, at=at, member_id=member_id, shop_id=shop_id, external_id=external_id, payload=dict(payload or {})
    )
    codes = listening(kind=kind)
    if not codes:
        event.save(force_insert=True)
        return
    with transaction.atomic(savepoint=False):
        event.save(force_insert=True)
        queue(event=event, codes=codes)
