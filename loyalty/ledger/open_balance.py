"""Brings a balance from another system: a lot of its own kind, so that reports can tell it apart."""

from datetime import datetime
from typing import ClassVar

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from loyalty.ledger.cause import SYSTEM, Cause, Principal
from loyalty.ledger.earn import earn
from loyalty.ledger.models import Lot
from loyalty.ledger.moved import Moved
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner
from loyalty.refusals import Refusal, Words

CARRIED = "opening_balance"  # the reason when nobody gave one


class OpeningDiffers(Refusal):
    """The same balance was brought before with other points."""

    code: ClassVar[str] = "opening_differs"
    title: ClassVar[Words] = _("This balance was loaded before with other points")
    hint: ClassVar[Words] = _("Correct the member's points by hand, or give the row another reference.")


def open_balance(
    *, owner: Owner, unit: str, points: int, expires_at: datetime | None, at: datetime, natural_key: str,
    available_from: datetime | None = None, principal: Principal = SYSTEM, reason: str = "",
) -> Moved:  # fmt: skip
    """Give `points` > 0 brought from elsewhere until `expires_at`; once per natural key, else OpeningDiffers.

    They are available at once, or from `available_from` when it is later.
    """
    dates = Dates(available_from=max(at, available_from or at), expires_at=expires_at)
    cause = Cause(principal=principal, reason=reason or CARRIED)
    moved = earn(
        owner=owner, unit=unit, points=points, dates=dates, at=at, cause=cause, natural_key=natural_key, kind="opening"
    )
    if moved.already:
        brought = Lot.objects.filter(operation_id=moved.operation_id).aggregate(points=Sum("earned"))["points"]
        if brought != points:
            raise OpeningDiffers(field="points")
    return moved
