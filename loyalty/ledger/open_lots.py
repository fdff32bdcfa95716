"""Every member's lots with points left, for whoever carries the balances elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from loyalty.ledger.models import Account, Lot

PAGE = 1_000


@dataclass(frozen=True, kw_only=True)
class OpenLot:
    """`remaining` is in minor steps of a unit with `scale` digits; what is held is part of it."""

    id: int
    member_id: int
    unit: str
    scale: int
    remaining: int
    available_from: datetime
    expires_at: datetime | None


def open_lots(*, at: datetime) -> Iterator[list[OpenLot]]:
    """Pages of members' lots that have points left and have not expired at `at`. One query per page."""
    last = 0
    while page := list(_open(at).filter(pk__gt=last).select_related("account__unit").order_by("pk")[:PAGE]):
        last = page[-1].pk
        yield [
            OpenLot(
                id=lot.pk, member_id=lot.account.owner_id, unit=lot.account.unit.code, scale=lot.account.unit.scale,
                remaining=lot.remaining, available_from=lot.available_from, expires_at=lot.expires_at,
            )
            for lot in page
        ]  # fmt: skip


def count_open_lots(*, at: datetime) -> int:
    """How many there are. One query."""
    return _open(at).count()


def _open(at: datetime) -> QuerySet[Lot]:
    lots = Lot.objects.filter(account__owner_kind=Account.OwnerKind.MEMBER, remaining__gt=0)
    return lots.exclude(expires_at__lte=at)
