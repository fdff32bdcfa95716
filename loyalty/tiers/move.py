"""Puts a member into another tier: the row, its history and the event."""

from datetime import datetime

from loyalty.events.kinds import TIER_CHANGED
from loyalty.events.record import record
from loyalty.program.settings import Programme
from loyalty.tiers.models import MemberTier, TierChange
from loyalty.tiers.scores import Score


def move(*, score: Score, tier: str, programme: Programme, at: datetime) -> None:
    """The member's accounts are locked, and `score` was read after. Five queries at most."""
    decided = max(at, score.last_at or at)  # an account's entries may be ahead of our clock
    MemberTier.objects.update_or_create(
        member_id=score.member_id,
        defaults={"tier": tier, "since": decided, "evaluated_at": decided, "program_version_id": programme.version},
    )
    TierChange.objects.create(
        member_id=score.member_id, was=score.tier, now=tier, score=score.points,
        program_version_id=programme.version, at=decided,
    )  # fmt: skip
    record(
        kind=TIER_CHANGED, at=decided, member_id=score.member_id,
        payload={"from": score.tier, "to": tier, "points": score.points},
    )  # fmt: skip
