"""How much somebody has adjusted by hand: what limits of a day are compared with."""

from datetime import datetime

from django.db.models import Sum
from django.db.models.functions import Abs

from loyalty.ledger.cause import Principal
from loyalty.ledger.models import Entry


def adjusted_since(*, principal: Principal, unit: str, since: datetime) -> int:
    """Points of `unit` this principal's adjustments moved from `since` on, added up without their signs. One query."""
    entries = Entry.objects.filter(
        kind="adjust",
        operation__kind="adjust",
        operation__principal=principal.kind,
        operation__principal_id=principal.id,
        account__unit__code=unit,
        operation__at__gte=since,
    )
    total: int = entries.aggregate(moved=Sum(Abs("amount"), default=0))["moved"]
    return int(total)
