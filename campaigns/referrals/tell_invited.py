"""Tells that a member came by an invitation: what campaigns give them for it waits for this event."""

from datetime import datetime

from campaigns.referrals.kinds import MEMBER_INVITED
from campaigns.referrals.models import Referral
from loyalty.events.record import record


def tell_invited(*, referral: Referral, at: datetime) -> None:
    """Once for each referral, as soon as the friend counts as invited. One query."""
    payload = {"referral": referral.pk}
    record(kind=MEMBER_INVITED, at=at, member_id=referral.friend_id, shop_id=referral.shop_id, payload=payload)
