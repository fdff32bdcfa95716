"""Lots as staff see them."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.models import Lot
from loyalty.ledger.owner import Owner


@dataclass(frozen=True, kw_only=True)
class LotView:
    id: int
    unit: str
    scale: int
    state: str
    earned: int
    remaining: int
    held: int
    available_from: datetime
    expires_at: datetime | None
    order_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class LotLife:
    """From when and until when (None: without end) the points of a lot can be spent."""

    unit: str
    available_from: datetime
    expires_at: datetime | None


def lives_of_order(*, order_id: int) -> tuple[LotLife, ...]:
    """The dates, as they are now, of the lots that an order earned; lots of one unit share theirs. One query."""
    rows = Lot.objects.filter(order_id=order_id, operation__kind="earn")
    return tuple(
        LotLife(unit=unit, available_from=available_from, expires_at=expires_at)
        for unit, available_from, expires_at in rows.values_list("account__unit__code", "available_from", "expires_at")
    )


def lots_of(*, owner: Owner, only_open: bool = True, limit: int = 200) -> tuple[LotView, ...]:
    """The owner's lots in spend order, those with points left unless `only_open` is false. One query."""
    lots = Lot.objects.filter(account__owner_kind=owner.kind, account__owner_id=owner.id)
    if only_open:
        lots = lots.filter(remaining__gt=0)
    rows = lots.select_related("account__unit", "operation").order_by("expires_at", "available_from", "id")[:limit]
    return tuple(
        LotView(
            id=lot.pk, unit=lot.account.unit.code, scale=lot.account.unit.scale, state=lot.state, earned=lot.earned,
            remaining=lot.remaining, held=lot.held, available_from=lot.available_from, expires_at=lot.expires_at,
            order_id=lot.order_id, reason=lot.operation.reason,
        )
        for lot in rows
    )  # fmt: skip
