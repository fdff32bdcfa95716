"""The ladder: which tier a score reaches, what is missing for the next, and which days count. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from loyalty.program.settings import Ladder, Tier
from loyalty.program.validity import midnight


@dataclass(frozen=True, kw_only=True)
class Window:
    """STATUS given from `since` on counts. `by_year`: each calendar year by itself, and the best of them counts."""

    since: datetime
    by_year: bool


def tier_at(ladder: Ladder | None, score: int) -> Tier | None:
    """The highest tier that a score (minor steps of STATUS) reaches."""
    reached = [tier for tier in ladder.tiers if tier.threshold <= score] if ladder else []
    return reached[-1] if reached else None


def tier_after(ladder: Ladder, score: int) -> Tier | None:
    """The next tier up; None at the top."""
    return next((tier for tier in ladder.tiers if tier.threshold > score), None)


def rank(ladder: Ladder, code: str) -> int:
    """How high a tier is: 1 for the lowest, 0 for none and for a tier that the ladder does not have."""
    return next((place for place, tier in enumerate(ladder.tiers, start=1) if tier.code == code), 0)


def window(ladder: Ladder, *, at: datetime, zone: ZoneInfo) -> Window:
    """What counts at an instant: the last `days` local days, or this calendar year and the one before it."""
    today = at.astimezone(zone).date()
    if ladder.days is None:
        return Window(since=midnight(date(today.year - 1, 1, 1), zone), by_year=True)
    return Window(since=midnight(today - timedelta(days=ladder.days - 1), zone), by_year=False)
