"""Gives a member the code that is theirs from then on."""

from django.db import IntegrityError, transaction

from campaigns.referrals.code_text import new_code
from campaigns.referrals.models import ReferralCode

_TRIES = 5


def give_code(*, member_id: int) -> str:
    """The member's code, made when they are first asked for it; the same for everybody who asks at once. One query, and
    a few more the first time."""
    for _try in range(_TRIES):
        code = ReferralCode.objects.filter(member_id=member_id).values_list("code", flat=True).first()
        if code is not None:
            return code
        try:
            with transaction.atomic():
                return ReferralCode.objects.create(member_id=member_id, code=new_code()).code
        except IntegrityError:
            continue  # another request gave the code first, or it is somebody else's
    raise RuntimeError("no free invitation code")
