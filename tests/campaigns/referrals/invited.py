"""Invitations made by the real verbs."""

from datetime import datetime
from typing import Any

from campaigns.referrals.bind import bind
from campaigns.referrals.give_code import give_code
from campaigns.referrals.models import Referral
from campaigns.referrals.save_programme import save_programme
from tests.builders import NOON, a_member


def a_programme(*, is_on: bool = True, **terms: Any) -> int:
    """300 points for a friend whose first purchase is 14 days old, unless told; the version's number."""
    return save_programme(terms={"points": 300, "wait_days": 14, **terms}, is_on=is_on, author=None, at=NOON)


def an_invitation(referrer: int, friend: int | None = None, *, at: datetime = NOON) -> Referral:
    """Of a new member unless one is named."""
    friend = a_member(at=at) if friend is None else friend
    made = bind(friend_id=friend, code=give_code(member_id=referrer), channel="test", shop_id=None, at=at)
    return Referral.objects.get(pk=made)


def stands(referral: Referral) -> tuple[str, str]:
    """Its state and why."""
    referral.refresh_from_db()
    return referral.state, referral.why
