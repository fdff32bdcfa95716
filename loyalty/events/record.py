"""Records what happened, in the transaction of its cause."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.events.models import Event


def record(
    *,
    kind: str,
    at: datetime,
    member_id: int | None = None,
    shop_id: int | None = None,
    external_id: str = "",
    payload: Mapping[str, object] | None = None,
) -> None:
    """Store one event. The payload holds ids and amounts, never personal data. One query."""
    Event.objects.create(
        kind=kind, at=at, member_id=member_id, shop_id=shop_id, external_id=external_id, payload=dict(payload or {})
    )
