"""Where a member stands on the ladder."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.program.settings import Ladder, Programme, Tier
from loyalty.program.tier_settings import tier_called
from loyalty.tiers.ladder import tier_after
from loyalty.tiers.models import MemberTier
from loyalty.tiers.scores import scores


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`points` gathered in the window that counts now, and `missing` for the tier after it, in minor steps of STATUS.

    What a member has lost to time or returns shows in `points` at once, in `tier` from the next night on.
    """

    ladder: Ladder
    tier: Tier | None
    following: Tier | None
    points: int
    missing: int


def standing(*, member_id: int, programme: Programme, at: datetime) -> Standing | None:
    """None where the programme has no ladder. One query, none without a ladder."""
    ladder = programme.settings.ladder
    if ladder is None:
        return None
    (score,) = scores(members=[member_id], programme=programme, at=at)
    tier = tier_called(programme.settings, score.tier)
    following = tier_after(ladder, max(score.points, tier.threshold if tier else 0))
    missing = following.threshold - score.points if following else 0
    return Standing(ladder=ladder, tier=tier, following=following, points=score.points, missing=missing)


def tier_code(*, member_id: int) -> str | None:
    """The code of the member's tier. One query."""
    return MemberTier.objects.filter(member=member_id).exclude(tier="").values_list("tier", flat=True).first()
