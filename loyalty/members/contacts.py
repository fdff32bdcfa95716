"""Where a member, or a stranger who says they are one, can be written to."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from loyalty.members.masks import mask_identity
from loyalty.members.models import Identity
from loyalty.members.normal import InvalidIdentity, normal_form
from loyalty.members.seal import blind_index, unseal
from loyalty.refusals import Refusal

KINDS = (Identity.Kind.PHONE, Identity.Kind.EMAIL)  # in the order they are preferred


class NoContact(Refusal):
    """There is nowhere to send a code to."""

    code = "no_contact"
    title = _("The member has no phone and no e-mail")
    hint = _("Add a phone, or ask the member to show the QR code of the cabinet.")


@dataclass(frozen=True)
class Contact:
    """A phone or an e-mail; only `masked` may be shown or logged."""

    kind: str
    value: str = field(repr=False)
    masked: str

    @property
    def index(self) -> bytes:
        """The blind index by which the contact is found."""
        return blind_index(kind=self.kind, normal=self.value)


def contact(*, kind: str, value: str, path: str = "identity") -> Contact:
    """A contact as typed, in its normal form. InvalidIdentity, also when `kind` cannot be written to."""
    normal = normal_form(kind=kind, value=value, path=path)
    if kind not in KINDS:
        raise InvalidIdentity(field=f"{path}.kind", detail=_("Send a phone or an e-mail."))
    return Contact(kind=kind, value=normal, masked=mask_identity(kind=kind, normal=normal))


def contact_of(*, member_id: int) -> Contact:
    """Where to write to a member: proven contacts first, then a phone before an e-mail. NoContact. One query."""
    identities = Identity.objects.filter(member_id=member_id, kind__in=KINDS)
    by_preference = sorted(identities, key=lambda row: (row.verified_at is None, KINDS.index(row.kind), row.pk))
    for best in by_preference:
        value = unseal(kind=best.kind, sealed=bytes(best.sealed or b""))
        return Contact(kind=best.kind, value=value, masked=best.masked)
    raise NoContact(field="member")
