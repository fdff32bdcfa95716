"""Takes a referral one step on: its row and its history together."""

from datetime import datetime
from typing import Any

from campaigns.referrals.models import Referral, ReferralStep
from loyalty.staff.models import User

_ENDS = frozenset({Referral.State.REWARDED, Referral.State.REFUSED, Referral.State.TAKEN_BACK})


def go(
    referral: Referral, state: str, *, at: datetime, why: str = "", note: str = "", author: User | None = None,
    **changes: Any,
) -> None:  # fmt: skip
    """Into `state`, with `changes` to the row, which is locked. Two queries."""
    changes |= {"state": state, "why": why, "ended_at": at if state in _ENDS else None}
    for name, value in changes.items():
        setattr(referral, name, value)
    referral.save(update_fields=list(changes))
    ReferralStep.objects.create(referral=referral, state=state, why=why, note=note, author=author, at=at)
