"""Decides on an invitation that somebody had to look at."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.referrals.go import go
from campaigns.referrals.locks import lock_referral
from campaigns.referrals.models import Referral
from campaigns.referrals.tell_invited import tell_invited
from loyalty.audit.acts import CHANGED
from loyalty.audit.record import record as audit
from loyalty.refusals import Refusal
from loyalty.staff.limits import OwnAccount
from loyalty.staff.models import User

State = Referral.State


class ReferralDecided(Refusal):
    """Somebody else was faster."""

    code = "referral_decided"
    title = _("This invitation needs no decision any more")
    hint = _("Open its page to see what came of it.")


def decide(*, referral_id: int, approve: bool, reason: str, author: User, at: datetime) -> None:
    """Approved, it goes on as any other and is not looked at again; declined, it ends, and the friend does not count as
    invited. Raises ReferralDecided, OwnAccount (nobody decides on their own)."""
    with transaction.atomic():
        referral = lock_referral(referral_id=referral_id)
        if author.member_id in (referral.referrer_id, referral.friend_id):
            raise OwnAccount
        if referral.state != State.REVIEW:
            raise ReferralDecided
        known = not approve or referral.steps.filter(state=State.JOINED).exists()
        if approve:
            go(referral, State.JOINED, at=at, note=reason, author=author, genuine=True, approved=True)
        else:
            go(referral, State.REFUSED, at=at, why=Referral.Why.STAFF, note=reason, author=author, genuine=False)
        if not known:
            tell_invited(referral=referral, at=at)
        audit(act=CHANGED, object_kind="referral", object_id=referral.pk, object_name=str(referral), reason=reason,
              after={"state": referral.state})  # fmt: skip
