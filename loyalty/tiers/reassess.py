"""Raises a member's tier as soon as what they gathered reaches the next one."""

from datetime import datetime

from loyalty.program.settings import Programme
from loyalty.tiers.ladder import rank, tier_at
from loyalty.tiers.move import move
from loyalty.tiers.scores import scores


def reassess(*, member_id: int, programme: Programme, at: datetime) -> None:
    """Call after posting, while the member's accounts are locked. Never lowers a tier: the night does (`evaluate`).

    One query, none without a ladder; five more when the tier rises.
    """
    ladder = programme.settings.ladder
    if ladder is None:
        return
    (score,) = scores(members=[member_id], programme=programme, at=at)
    reached = tier_at(ladder, score.points)
    if reached is not None and rank(ladder, reached.code) > rank(ladder, score.tier):
        move(score=score, tier=reached.code, programme=programme, at=at)
