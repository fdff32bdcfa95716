"""Members as staff may see them: the full name with the permission, a masked one without."""

from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Left
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from loyalty.admin.kit import link, pill
from loyalty.ledger.models import Account
from loyalty.members.masks import mask_name
from loyalty.members.models import Member
from loyalty.staff.models import User

UNMASK = "loyalty.unmask_member"
_TONES = {Member.State.ACTIVE: "good", Member.State.BLOCKED: "bad", Member.State.LEFT: ""}


def name_of(*, member_id: int, first_name: str, last_name: str, full: bool) -> str:
    """A name to show; a member who gave none is known by number."""
    name = f"{first_name} {last_name}".strip() if full else mask_name(first_name=first_name, last_name=last_name)
    return name or gettext("Member {id}").format(id=member_id)


def member_name(asked_by: User, member: Member) -> str:
    """The name of a row already read, as full as this employee may see it."""
    return name_of(
        member_id=member.pk, first_name=member.first_name, last_name=member.last_name, full=asked_by.has_perm(UNMASK)
    )


def member_link(member_id: int, name: str) -> SafeString:
    """The member's page."""
    return link(name, "admin:loyalty_member_change", member_id)


def state_pill(state: str) -> SafeString:
    """The member's state as a coloured word."""
    return pill(Member.State(state).label, _TONES[Member.State(state)])


def with_owner_names(rows: QuerySet[Any], request: HttpRequest, account: str = "account") -> QuerySet[Any]:
    """Adds the names of the owner to rows that lead to an account, as full as this person may see them (`account` is
    empty for accounts themselves)."""
    last = F("last_name") if request.user.has_perm(UNMASK) else _INITIAL
    owner = Member.objects.filter(pk=OuterRef(f"{account}__owner_id" if account else "owner_id")).annotate(
        shown_last=last
    )
    named: QuerySet[Any] = rows.annotate(
        owner_first=Subquery(owner.values("first_name")), owner_last=Subquery(owner.values("shown_last"))
    )
    return named


_INITIAL = Case(When(last_name="", then=Value("")), default=Concat(Left("last_name", 1), Value(".")))


def owner_words(account: Account, first: str | None, last: str | None) -> str | SafeString:
    """Who owns an account: a link to the member, or the kind of owner and its number. Names come as may be seen."""
    if account.owner_kind == Account.OwnerKind.CERTIFICATE:
        words = f"{Account.OwnerKind.CERTIFICATE.label} {account.owner_id}"
        return link(words, "admin:loyalty_certificate_change", account.owner_id)
    if account.owner_kind != Account.OwnerKind.MEMBER:
        return f"{Account.OwnerKind(account.owner_kind).label} {account.owner_id}"
    name = name_of(member_id=account.owner_id, first_name=first or "", last_name=last or "", full=True)
    return member_link(account.owner_id, name)
