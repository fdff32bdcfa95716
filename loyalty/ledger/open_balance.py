"""Brings a balance from another system: a lot of its own kind, so that reports can tell it apart."""

from datetime import datetime

from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.earn import earn
from loyalty.ledger.moved import Moved
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner


def open_balance(
    *, owner: Owner, unit: str, points: int, expires_at: datetime | None, at: datetime, natural_key: str
) -> Moved:
    """Give `points` > 0 brought from elsewhere, available at once until `expires_at`; once per natural key."""
    dates = Dates(available_from=at, expires_at=expires_at)
    cause = Cause(principal=SYSTEM, reason="opening_balance")
    return earn(
        owner=owner, unit=unit, points=points, dates=dates, at=at, cause=cause, natural_key=natural_key, kind="opening"
    )
