"""Finds a member and shows as much of them as a shop may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyalty.members.masks import mask_name
from loyalty.members.models import Identity, Member
from loyalty.members.normal import normal_form
from loyalty.members.qr import read_qr
from loyalty.members.seal import blind_index
from loyalty.rows import one_row

_NUMBER = "select member_id from loyalty_identity where kind = %s and index = %s"
QR = "qr"  # not an identity but a proof of person: it recognises a member for a minute


@dataclass(frozen=True)
class MemberView:
    """A member without contacts. `state` is a `Member.State`; `masked_name` may be empty."""

    id: int
    state: str
    first_name: str
    masked_name: str
    language: str
    timezone: str
    birthday: date | None
    gender: str
    city: str
    source: str
    shop_id: int | None
    joined_at: datetime
    attributes: Mapping[str, Any]


def find(*, kind: str, value: str, path: str = "identity") -> MemberView | None:
    """The member with this phone, e-mail, card or external id, in any state. One query.

    InvalidIdentity names `path`.kind or `path`.value.
    """
    index = _index(kind, value, path)
    identity = Identity.objects.select_related("member").filter(kind=kind, index=index).first()
    return view_of(identity.member) if identity else None


def recognise(*, kind: str, value: str, at: datetime, path: str = "identity") -> MemberView | None:
    """Like `find`, and also by kind "qr": the code the cabinet shows, for a minute after it was made. One query."""
    if kind != QR:
        return find(kind=kind, value=value, path=path)
    member_id = read_qr(text=value, at=at)
    return None if member_id is None else get(member_id=member_id)


def number_of(*, kind: str, value: str, at: datetime, path: str = "identity") -> int | None:
    """The number of the member whom `recognise` would find, for tills, which ask with every cart. One query."""
    if kind != QR:
        row = one_row(_NUMBER, [kind, _index(kind, value, path)])
    else:
        member_id = read_qr(text=value, at=at)
        row = None if member_id is None else one_row("select id from loyalty_member where id = %s", [member_id])
    return None if row is None else row[0]


def get(*, member_id: int) -> MemberView | None:
    """The member by number, in any state. One query."""
    member = Member.objects.filter(pk=member_id).first()
    return view_of(member) if member else None


def view_of(member: Member) -> MemberView:
    """The view of a row already read. No query."""
    return MemberView(
        id=member.pk,
        state=member.state,
        first_name=member.first_name,
        masked_name=mask_name(first_name=member.first_name, last_name=member.last_name),
        language=member.language,
        timezone=member.timezone,
        birthday=member.birthday,
        gender=member.gender,
        city=member.city,
        source=member.source,
        shop_id=member.shop_id,
        joined_at=member.joined_at,
        attributes=member.attributes,
    )


def _index(kind: str, value: str, path: str) -> bytes:
    return blind_index(kind=kind, normal=normal_form(kind=kind, value=value, path=path))
