"""How a member is recognised: masked for everybody, revealed to those with the permission `unmask_member`."""

from dataclasses import dataclass
from datetime import datetime

from loyalty.members.models import Identity
from loyalty.members.seal import unseal


@dataclass(frozen=True)
class IdentityView:
    """One identity as anybody on the staff may see it."""

    id: int
    kind: str
    masked: str
    verified_at: datetime | None
    created_at: datetime


def identities_of(*, member_id: int) -> tuple[IdentityView, ...]:
    """The member's identities, oldest first. One query."""
    rows = Identity.objects.filter(member_id=member_id).order_by("pk")
    return tuple(IdentityView(row.pk, row.kind, row.masked, row.verified_at, row.created_at) for row in rows)


def reveal(*, identity_id: int) -> str:
    """The identity in full. The door checks the permission and writes down who looked. One query."""
    return revealed(Identity.objects.get(pk=identity_id))


def revealed(row: Identity) -> str:
    """The same of a row already read. No query."""
    return row.value if row.sealed is None else unseal(kind=row.kind, sealed=bytes(row.sealed))
