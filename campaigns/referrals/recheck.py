"""Looks at a referral again after goods of its order came back: it waits for another order, or its reward is taken."""

from datetime import datetime

from django.db import transaction

from campaigns.referrals.go import go
from campaigns.referrals.kinds import REFERRAL_TAKEN_BACK
from campaigns.referrals.locks import lock_referral
from campaigns.referrals.models import Referral
from campaigns.referrals.orders import is_kept
from campaigns.referrals.terms import parse_terms
from campaigns.referrals.uncount_reward import uncount_reward
from loyalty.events.record import record
from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.owner import Owner
from loyalty.ledger.told import tell
from loyalty.program.current import program

_REASON = tell(ru="за приглашение друга, который вернул покупку", en="for inviting a friend who returned the purchase")


def recheck(*, order_id: int, at: datetime) -> None:
    """Nothing where enough of the order is left. What is taken back is missing or owed, as the programme has it for
    returns. About ten queries."""
    found = Referral.objects.filter(order_id=order_id).values_list("pk", flat=True).first()
    if found is None:
        return
    with transaction.atomic():
        referral = lock_referral(referral_id=found)
        if referral.order_id != order_id or is_kept(referral=referral):
            return
        why = Referral.Why.RETURNED
        if referral.state == Referral.State.WAITING:
            go(referral, Referral.State.JOINED, at=at, why=why, order_id=None, pays_at=None)
        elif referral.state == Referral.State.REWARDED:
            _take(referral, at)
            go(referral, Referral.State.TAKEN_BACK, at=at, why=why)


def _take(referral: Referral, at: datetime) -> None:
    unit, points = parse_terms(referral.version.terms).unit, referral.points
    claw_back(
        owner=Owner.member(referral.referrer_id), unit=unit, points=points, at=at,
        debt=program().settings.claw_back == "debt", cause=Cause(principal=SYSTEM, reason=_REASON),
        natural_key=f"referral:{referral.pk}",
    )  # fmt: skip
    uncount_reward(referral_id=referral.pk, at=at)
    payload = {"referral": referral.pk, "unit": unit, "points": points}
    record(kind=REFERRAL_TAKEN_BACK, at=at, member_id=referral.referrer_id, shop_id=referral.shop_id, payload=payload)
