"""Who has points that are about to burn."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F

from loyalty.ledger.models import Lot
from loyalty.ledger.owner import Owner
from loyalty.money import BONUS


def burning(*, after: datetime, until: datetime) -> Iterator[tuple[int, datetime]]:
    """Members with available BONUS points that go after `after`, at `until` at the latest, and the instant they go.

    Read from the server in parts. How many points: ask `balances`.
    """
    lots = Lot.objects.filter(
        account__owner_kind=Owner.member(0).kind,
        account__unit__code=BONUS,
        account__frozen_at=None,  # "spend them soon" would be no kindness
        remaining__gt=F("held"),
        available_from__lte=after,
        expires_at__gt=after,
        expires_at__lte=until,
    )
    pairs = lots.order_by("expires_at", "account__owner_id").distinct()
    for owner_id, expires_at in pairs.values_list("account__owner_id", "expires_at").iterator(chunk_size=500):
        assert expires_at is not None
        yield owner_id, expires_at
