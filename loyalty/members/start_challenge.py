"""Makes a one-time code for a contact; it waits, sealed, until it is sent once this has been committed."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from loyalty.members.codes import LIFETIME, PAUSE, code_hash, new_code
from loyalty.members.contacts import Contact
from loyalty.members.count_code import count_code
from loyalty.members.models import Challenge, Identity, Member
from loyalty.members.standing import check_may_burn
from loyalty.members.waiting_codes import seal_code


@dataclass(frozen=True)
class Started:
    """A code that waits for its answer. A door must answer alike for a `known` contact and for a stranger's."""

    purpose: str
    contact: Contact
    code: str = field(repr=False)
    language: str
    known: bool
    expires_at: datetime
    again_at: datetime


def start_challenge(*, purpose: str, contact: Contact, shop_id: int | None = None, at: datetime) -> Started:
    """A new code for `contact`, valid five minutes, instead of the one before. `shop_id` binds a burn code to its shop.

    A contact nobody in the programme has gets a challenge too, which no code can answer. Raises TooManyCodes, and for
    a burn MemberBlocked or MemberHasLeft.
    """
    code = new_code()
    sealed = seal_code(purpose=purpose, code=code)
    with transaction.atomic():
        count_code(purpose=purpose, index=contact.index, at=at)
        member = _member(purpose, contact)
        Challenge.objects.create(
            purpose=purpose,
            index=contact.index,
            member=member,
            shop_id=shop_id,
            code_hash=code_hash(purpose=purpose, index=contact.index, code=code),
            sealed_code=sealed if member else None,
            created_at=at,
            expires_at=at + LIFETIME,
        )
    return Started(
        purpose=purpose,
        contact=contact,
        code=code,
        language=member.language if member else settings.LANGUAGE_CODE,
        known=member is not None,
        expires_at=at + LIFETIME,
        again_at=at + PAUSE,
    )


def _member(purpose: str, contact: Contact) -> Member | None:
    identity = Identity.objects.select_related("member").filter(kind=contact.kind, index=contact.index).first()
    if identity is None:
        return None
    if purpose == Challenge.Purpose.BURN:
        check_may_burn(state=identity.member.state)
    return None if identity.member.state == Member.State.LEFT else identity.member
