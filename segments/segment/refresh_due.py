"""Refreshes the segments that are due."""

from datetime import datetime

from segments.segment.claims import claim_due
from segments.segment.refresh import refresh

MOST = 50  # in one call; the next one goes on


def refresh_due(*, at: datetime) -> int:
    """How many segments were refreshed. Any number may run at once: each claims the next segment that is due."""
    for done in range(MOST):
        claimed = claim_due(at=at)
        if claimed is None:
            return done
        refresh(claimed=claimed, at=at)
    return MOST
