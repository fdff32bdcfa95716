"""Owners of the programme, who hear of what nobody else could check."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from loyalty.members.contacts import Contact, contact
from loyalty.members.models import Identity
from loyalty.members.normal import InvalidIdentity
from loyalty.staff.limits import OWNER
from loyalty.staff.models import User


@dataclass(frozen=True, kw_only=True)
class StaffReader:
    """Where an employee reads, and in which language."""

    contact: Contact
    language: str


def owners() -> list[int]:
    """The numbers of those who work: of the role, and superusers. One query."""
    rows = User.objects.filter(Q(groups__name=OWNER) | Q(is_superuser=True), is_active=True)
    return list(rows.order_by("pk").distinct().values_list("pk", flat=True))


def staff_reader(*, user_id: int) -> StaffReader | None:
    """None for who has left and for who has no e-mail that can be written to. One query."""
    user = User.objects.get(pk=user_id)
    if not user.is_active or not user.email:
        return None
    try:
        where = contact(kind=Identity.Kind.EMAIL, value=user.email)
    except InvalidIdentity:
        return None
    return StaffReader(contact=where, language=user.language or settings.LANGUAGE_CODE)
