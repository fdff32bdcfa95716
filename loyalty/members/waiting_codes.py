"""Codes that wait to be sent: sealed in their challenge's row, claimed by whoever sends them, forgotten then."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from loyalty.members.contacts import Contact
from loyalty.members.models import Challenge, Identity
from loyalty.members.seal import seal, unseal

AGAIN = timedelta(seconds=10)  # until a claim that did not end may be taken by others

# An older code of the same contact no longer works, so it is not sent any more either.
_CLAIM = """
with picked as materialized (
  select c.id from loyalty_challenge c
  where c.sealed_code is not null and c.expires_at > %(at)s and c.used_at is null
    and (c.sending_until is null or c.sending_until <= %(at)s)
    and not exists (
      select from loyalty_challenge d where d.purpose = c.purpose and d.index = c.index and d.created_at > c.created_at)
  order by c.id limit 1 for update of c skip locked
)
update loyalty_challenge c set sending_until = %(until)s from picked where c.id = picked.id returning c.id
"""


@dataclass(frozen=True, kw_only=True)
class WaitingCode:
    """A code that is ours to send for ten seconds."""

    challenge_id: int
    purpose: str
    contact: Contact
    code: str = field(repr=False)
    language: str


def seal_code(*, purpose: str, code: str) -> bytes:
    """What a challenge keeps of its code until it is sent."""
    return seal(kind=f"code:{purpose}", plain=code)


def claim_code(*, at: datetime) -> WaitingCode | None:
    """The next code to send; None when there is none that is not being sent. Three queries, one when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"at": at, "until": at + AGAIN})
        row = cursor.fetchone()
    if row is None:
        return None
    challenge = Challenge.objects.select_related("member").get(pk=row[0])
    identity = Identity.objects.get(member=challenge.member_id, index=challenge.index)
    assert challenge.member is not None
    assert challenge.sealed_code is not None
    return WaitingCode(
        challenge_id=challenge.pk,
        purpose=challenge.purpose,
        contact=Contact(
            kind=identity.kind,
            value=unseal(kind=identity.kind, sealed=bytes(identity.sealed or b"")),
            masked=identity.masked,
        ),
        code=unseal(kind=f"code:{challenge.purpose}", sealed=bytes(challenge.sealed_code)),
        language=challenge.member.language,
    )


def forget_code(*, challenge_id: int) -> None:
    """It has been sent: what is left is the hash by which an answer is checked. One query."""
    Challenge.objects.filter(pk=challenge_id).update(sealed_code=None, sending_until=None)
