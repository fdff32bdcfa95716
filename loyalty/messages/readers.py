"""Who may be written to of their own benefit, where, and when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet

from loyalty.members.consents import consents_of
from loyalty.members.contacts import Contact
from loyalty.members.models import ConsentText, Identity, Member
from loyalty.members.seal import unseal

AWAKE_FROM, AWAKE_UNTIL = time(9), time(21)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A member who agreed to messages and has a proven e-mail."""

    member_id: int
    contact: Contact
    language: str
    zone: ZoneInfo

    def awake(self, at: datetime) -> bool:
        """Whether it is between 9 and 21 where they live."""
        return AWAKE_FROM <= at.astimezone(self.zone).time() < AWAKE_UNTIL


def reachable(*, member_ids: Collection[int]) -> set[int]:
    """Those of them who have a proven e-mail: a million who have none need not be asked for one by one. One query."""
    return set(_proven().filter(member_id__in=member_ids).values_list("member_id", flat=True))


def reader(*, member_id: int, zone: ZoneInfo) -> Reader | None:
    """The member as a reader; `zone` where theirs is not known. None for those who left, did not agree to marketing
    messages or have no proven e-mail. At most three queries."""
    member = Member.objects.filter(pk=member_id).exclude(state=Member.State.LEFT).first()
    if member is None or not _agreed(member_id):
        return None
    email = _proven().filter(member_id=member_id).order_by("pk").first()
    if email is None:
        return None
    value = unseal(kind=email.kind, sealed=bytes(email.sealed or b""))
    return Reader(
        member_id=member_id,
        contact=Contact(kind=email.kind, value=value, masked=email.masked),
        language=member.language,
        zone=_zone(member.timezone) or zone,
    )


def _proven() -> QuerySet[Identity]:
    """The e-mails that messages go to."""
    return Identity.objects.filter(kind=Identity.Kind.EMAIL, verified_at__isnull=False)


def _agreed(member_id: int) -> bool:
    acts = consents_of(member_id=member_id)
    return any(act.granted for act in acts if act.kind == ConsentText.Kind.MARKETING)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
