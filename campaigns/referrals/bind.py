"""Binds a new member to whoever invited them."""

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.referrals.code_text import normal_code
from campaigns.referrals.lateness import is_late
from campaigns.referrals.models import Referral, ReferralCode, ReferralStep
from campaigns.referrals.rings import is_ring
from campaigns.referrals.signs import signs_of
from campaigns.referrals.tell_invited import tell_invited
from campaigns.referrals.terms import InForce, in_force
from loyalty.members.invitations import AlreadyInvited, InvalidReferral, InvitedTooLate, OwnReferral, ReferralRing
from loyalty.members.locks import lock_member
from loyalty.members.models import Member


def bind(*, friend_id: int, code: str, channel: str, shop_id: int | None, at: datetime, field: str = "referral") -> int:
    """The id of the referral; the same code again changes nothing. `code` as it was typed, in the input `field`.

    Where the two may be one person it waits for somebody to look. Raises InvalidReferral, OwnReferral, AlreadyInvited,
    InvitedTooLate, ReferralRing. About twelve queries.
    """
    holds, normal = in_force(), normal_code(code)
    owner = ReferralCode.objects.select_related("member").filter(code=normal).first() if normal else None
    if holds is None or not holds.is_on or owner is None or owner.member.state != Member.State.ACTIVE:
        raise InvalidReferral(field=field)
    if owner.member_id == friend_id:
        raise OwnReferral(field=field)
    with transaction.atomic():
        lock_member(member_id=friend_id)  # of all who bind one friend at once the first wins, and the others see it
        made = Referral.objects.filter(friend_id=friend_id).first()
        if made is None:
            _check(owner.member_id, friend_id, holds, at, field)
            return _create(owner.member_id, friend_id, holds, channel, shop_id, at)
    if made.referrer_id != owner.member_id:
        raise AlreadyInvited(field=field)
    return made.pk


def _check(referrer_id: int, friend_id: int, holds: InForce, at: datetime, field: str) -> None:
    joined_at = Member.objects.values_list("joined_at", flat=True).get(pk=friend_id)
    if is_late(friend_id=friend_id, joined_at=joined_at, terms=holds.terms, at=at):
        raise InvitedTooLate(field=field, bind_days=holds.terms.bind_days)
    if is_ring(referrer_id=referrer_id, friend_id=friend_id):
        raise ReferralRing(field=field)


def _create(referrer_id: int, friend_id: int, holds: InForce, channel: str, shop_id: int | None, at: datetime) -> int:
    signs = signs_of(referrer_id=referrer_id, friend_id=friend_id, terms=holds.terms, at=at)
    state = Referral.State.REVIEW if signs else Referral.State.JOINED
    why = Referral.Why.SIGNS if signs else Referral.Why.NONE
    referral = Referral.objects.create(
        referrer_id=referrer_id, friend_id=friend_id, version_id=holds.version_id, state=state, why=why, signs=signs,
        genuine=not signs, channel=channel, shop_id=shop_id, at=at,
        order_until=at + timedelta(days=holds.terms.order_days),
    )  # fmt: skip
    ReferralStep.objects.create(referral=referral, state=state, why=why, at=at)
    if not signs:
        tell_invited(referral=referral, at=at)
    return referral.pk
