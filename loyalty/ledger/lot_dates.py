"""The dates of a new lot under the programme's settings."""

from datetime import datetime, timedelta

from loyalty.ledger.movements import Dates
from loyalty.money import BONUS, STATUS
from loyalty.program.current import Programme
from loyalty.program.validity import available_from, expires_at, midnight, status_until


def lot_dates(programme: Programme, *, at: datetime, unit: str = BONUS, pending_days: int | None = None) -> Dates:
    """Dates of points given at `at`; `pending_days` overrides the setting (0: available at once).

    STATUS counts at once, and goes when no window of the ladder can reach back to it.
    """
    settings = programme.settings
    if unit == STATUS and settings.ladder is not None:
        return Dates(
            available_from=at, expires_at=status_until(start=at, days=settings.ladder.days, zone=programme.zone)
        )
    days = settings.pending_days if pending_days is None else pending_days
    start = available_from(at=at, pending_days=days, zone=programme.zone)
    return Dates(
        available_from=start,
        expires_at=expires_at(start=start, validity=settings.validity, zone=programme.zone),
        inactivity_months=settings.validity.inactivity_months,
    )


def grace_until(programme: Programme, *, at: datetime) -> datetime:
    """How long points live that came back to a lot which has expired: the end of the grace days, local."""
    day = at.astimezone(programme.zone).date() + timedelta(days=programme.settings.give_back_grace_days + 1)
    return midnight(day, programme.zone)
