"""Looks whether the friend has bought: the referral waits for its reward then, or ends when there was time enough."""

from datetime import datetime

from django.db import transaction

from campaigns.referrals.go import go
from campaigns.referrals.locks import lock_referral
from campaigns.referrals.models import Referral
from campaigns.referrals.orders import LATE_RECEIPTS, first_order, is_buying


def find_order(*, referral_id: int, at: datetime) -> None:
    """About five queries; nothing but for a referral that waits for an order."""
    with transaction.atomic():
        referral = lock_referral(referral_id=referral_id)
        if referral.state != Referral.State.JOINED:
            return
        found = first_order(referral=referral)
        if found is not None:
            go(referral, Referral.State.WAITING, at=at, order_id=found.order_id, pays_at=found.pays_at)
        elif referral.order_until + LATE_RECEIPTS < at and not is_buying(referral=referral):
            go(referral, Referral.State.REFUSED, at=at, why=Referral.Why.LATE)
