"""Gives whoever invited their points when the friend's order can no longer come back."""

from datetime import datetime

from django.db import transaction

from campaigns.referrals.caps import caps
from campaigns.referrals.count_reward import count_reward
from campaigns.referrals.go import go
from campaigns.referrals.kinds import REFERRAL_REWARDED
from campaigns.referrals.locks import lock_referral
from campaigns.referrals.models import Referral
from campaigns.referrals.orders import bought_before, is_kept
from campaigns.referrals.rings import is_ring
from campaigns.referrals.signs import signs_of
from campaigns.referrals.terms import Terms, parse_terms
from loyalty.events.record import record
from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.earn import earn
from loyalty.ledger.lot_dates import lot_dates
from loyalty.ledger.owner import Owner
from loyalty.ledger.told import tell
from loyalty.members.locks import lock_member
from loyalty.members.models import Member
from loyalty.program.current import program

State, Why = Referral.State, Referral.Why
REASON = tell(ru="за приглашение друга", en="for inviting a friend")


class _NoRoom(Exception):
    """A cap is reached; undoes what was posted."""


def reward(*, referral_id: int, at: datetime) -> bool:
    """Whether points were given. Each referral once, whoever asks at once; the natural key holds for ever.

    What has changed since the order sends it elsewhere: the goods came back, a ring closed, new signs of one person,
    a cap is reached. About twenty queries.
    """
    with transaction.atomic():
        referral = lock_referral(referral_id=referral_id)
        if referral.state != State.WAITING or referral.pays_at is None or referral.pays_at >= at:
            return False
        terms = parse_terms(referral.version.terms)
        if not is_kept(referral=referral):
            go(referral, State.JOINED, at=at, why=Why.RETURNED, order_id=None, pays_at=None)
            return False
        referrer = lock_member(member_id=referral.referrer_id)
        if why := _refused(referral, referrer):
            go(referral, State.REFUSED, at=at, why=why, genuine=why != Why.RING)
            return False
        signs = [] if referral.approved else _signs(referral, terms, at)
        if signs:
            go(referral, State.REVIEW, at=at, why=Why.SIGNS, signs=signs, order_id=None, pays_at=None)
            return False
        return _give(referral, terms, at)


def _refused(referral: Referral, referrer: str) -> str:
    if is_ring(referrer_id=referral.referrer_id, friend_id=referral.friend_id):
        return Why.RING
    if bought_before(referral=referral):
        return Why.ORDERED
    if referrer != Member.State.ACTIVE:
        return Why.REFERRER
    friend = Member.objects.values_list("state", flat=True).get(pk=referral.friend_id)
    return Why.FRIEND if friend == Member.State.BLOCKED else Why.NONE


def _signs(referral: Referral, terms: Terms, at: datetime) -> list[str]:
    return signs_of(referrer_id=referral.referrer_id, friend_id=referral.friend_id, terms=terms, at=at)


def _give(referral: Referral, terms: Terms, at: datetime) -> bool:
    try:
        with transaction.atomic():
            _post(referral, terms, at)
    except _NoRoom as refused:
        go(referral, State.REFUSED, at=at, why=str(refused))
        return False
    go(referral, State.REWARDED, at=at, points=terms.points)
    payload = {"referral": referral.pk, "unit": terms.unit, "points": terms.points}
    record(kind=REFERRAL_REWARDED, at=at, member_id=referral.referrer_id, shop_id=referral.shop_id, payload=payload)
    return True


def _post(referral: Referral, terms: Terms, at: datetime) -> None:
    """Accounts before counters, as everywhere. The wait is over: the points can be spent at once."""
    programme = program()
    earn(
        owner=Owner.member(referral.referrer_id), unit=terms.unit, points=terms.points,
        dates=lot_dates(programme, unit=terms.unit, at=at, pending_days=0), at=at,
        cause=Cause(principal=SYSTEM, reason=REASON, shop_id=referral.shop_id), natural_key=key_of(referral),
    )  # fmt: skip
    asked = list(caps(referrer_id=referral.referrer_id, terms=terms, at=at, zone=programme.zone))
    refused = count_reward(referral_id=referral.pk, caps=asked, at=at)
    if refused:
        raise _NoRoom(refused)


def key_of(referral: Referral) -> str:
    """The natural key of its reward, and of taking that back."""
    return f"referral:{referral.pk}"
