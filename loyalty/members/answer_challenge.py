"""Checks the code a person entered."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from loyalty.limits.count import count
from loyalty.limits.limit import ANSWERS
from loyalty.members.codes import ATTEMPTS, code_hash
from loyalty.members.contacts import Contact
from loyalty.members.models import Challenge, Identity
from loyalty.refusals import Refusal


class WrongCode(Refusal):
    """Not the code that was sent. `attempts_left` says how many tries remain."""

    code = "wrong_code"
    status = 422
    title = _("The code does not match")
    hint = _("Look at the last message: an earlier code no longer works.")


class CodeExpired(Refusal):
    """No code is waiting: it was never sent, is older than five minutes, was used, or was mistyped five times."""

    code = "code_expired"
    status = 422
    title = _("The code no longer works")
    hint = _("Ask for a new code.")


@dataclass(frozen=True)
class Answered:
    """The person behind the contact has proven it is theirs."""

    challenge_id: int
    member_id: int


def answer_challenge(
    *, purpose: str, contact: Contact, code: str, shop_id: int | None = None, at: datetime
) -> Answered:
    """Count the attempt and compare `code` with the last one sent; `shop_id` is the one it was started with.

    A sign-in code is used up here; a burn code is left for `use_challenge` inside the purchase that it lets through.
    Runs in a transaction of its own, and says so loudly when nested: a purchase that is refused must not take the
    count back. Raises WrongCode, CodeExpired and TooManyAttempts, to members and strangers alike.
    """
    with transaction.atomic(durable=True):
        count(limit=ANSWERS, who=contact.index.hex(), at=at)
        challenge = _count_attempt(purpose, contact, shop_id, at)
        expected = code_hash(purpose=purpose, index=contact.index, code=code)
        if challenge is not None and hmac.compare_digest(bytes(challenge.code_hash), expected) and challenge.member_id:
            _accept(challenge, contact, at)
            return Answered(challenge_id=challenge.pk, member_id=challenge.member_id)
    if challenge is None:
        raise CodeExpired(field="code")
    raise WrongCode(field="code", attempts_left=ATTEMPTS - challenge.attempts)


def _count_attempt(purpose: str, contact: Contact, shop_id: int | None, at: datetime) -> Challenge | None:
    last = Challenge.objects.filter(purpose=purpose, index=contact.index).order_by("-created_at", "-pk").first()
    if last is None or last.shop_id != shop_id:
        return None
    counted = Challenge.objects.filter(pk=last.pk, used_at=None, expires_at__gt=at, attempts__lt=ATTEMPTS).update(
        attempts=F("attempts") + 1
    )
    # The update holds the row, so this reads what it wrote and nobody else can answer meanwhile.
    return Challenge.objects.get(pk=last.pk) if counted else None


def _accept(challenge: Challenge, contact: Contact, at: datetime) -> None:
    if challenge.purpose == Challenge.Purpose.SIGN_IN:
        Challenge.objects.filter(pk=challenge.pk).update(used_at=at)
    Identity.objects.filter(kind=contact.kind, index=contact.index, verified_at=None).update(verified_at=at)
