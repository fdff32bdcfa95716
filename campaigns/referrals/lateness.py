"""Whether it is too late for a member to say who invited them."""

from datetime import datetime, timedelta

from campaigns.referrals.models import Referral
from campaigns.referrals.terms import Terms, in_force
from loyalty.purchase.models import Order


def is_late(*, friend_id: int, joined_at: datetime, terms: Terms, at: datetime) -> bool:
    """Goods that were returned were bought: whoever tries that is not new. One query at most."""
    if at > joined_at + timedelta(days=terms.bind_days):
        return True
    return Order.objects.filter(member_id=friend_id).exclude(state=Order.State.CANCELLED).exists()


def may_be_bound(*, friend_id: int, joined_at: datetime, at: datetime) -> bool:
    """Whether a code would be taken from this member now. At most three queries."""
    holds = in_force()
    if holds is None or not holds.is_on or Referral.objects.filter(friend_id=friend_id).exists():
        return False
    return not is_late(friend_id=friend_id, joined_at=joined_at, terms=holds.terms, at=at)
