"""Parked deliveries as people look at them: alike ones together, and each with its event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from loyalty.events.models import Delivery

SHOWN = 20  # of those alike


@dataclass(frozen=True, kw_only=True)
class ParkedDelivery:
    """One event that its reaction could not take: what happened, when and to whom; since when it is parked."""

    id: int
    event_kind: str
    payload: Mapping[str, object]
    member_id: int | None
    happened_at: datetime
    parked_at: datetime | None
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Deliveries of one reaction that ended with one class of error: how many, the first and the last of them."""

    reaction: str
    error_class: str
    count: int
    first_at: datetime
    last_at: datetime | None
    deliveries: tuple[ParkedDelivery, ...]


def parked_deliveries() -> tuple[Alike, ...]:
    """The largest heaps first, and of each the newest 20. One query, and one for each heap."""
    parked = Delivery.objects.filter(state=Delivery.State.PARKED)
    heaps = parked.values("reaction", "error_class").annotate(
        count=Count("pk"), first_at=Min("created_at"), last_at=Max("ended_at")
    )
    return tuple(
        Alike(**heap, deliveries=_newest(heap["reaction"], heap["error_class"]))
        for heap in heaps.order_by("-count", "reaction", "error_class")
    )


def _newest(reaction: str, error_class: str) -> tuple[ParkedDelivery, ...]:
    rows = Delivery.objects.filter(state=Delivery.State.PARKED, reaction=reaction, error_class=error_class)
    return tuple(
        ParkedDelivery(
            id=row.pk, event_kind=row.event.kind, payload=row.event.payload, member_id=row.member_id,
            happened_at=row.event.at, parked_at=row.ended_at, attempts=row.attempt,
        )
        for row in rows.select_related("event").order_by("-id")[:SHOWN]
    )  # fmt: skip
