"""Members: enrolled at a till, found by what they show."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, InvalidValue, MissingField, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.errors import NotFound
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.kit.problem import request_id_of
from loyalty.api.v1 import examples
from loyalty.api.v1.balances import BalanceAnswer, balances_of, member_or_404
from loyalty.api.v1.carts import IdentityBody
from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.limit import enrolments
from loyalty.members.consent import GivenConsent, UnknownConsent
from loyalty.members.details import InvalidBirthday, InvalidText
from loyalty.members.enrol import (
    ContactNotVerified,
    Enrolled,
    IdentityConflict,
    NewIdentity,
    enrol,
)
from loyalty.members.find import MemberView, recognise
from loyalty.members.invitations import AlreadyInvited, InvalidReferral, InvitedTooLate, OwnReferral, ReferralRing
from loyalty.members.normal import InvalidIdentity
from loyalty.members.standing import MemberHasLeft
from loyalty.shops.models import Scope
from loyalty.tiers.standing import tier_code

T = TypeVar("T")


class NewIdentityBody(Body, frozen=True, kw_only=True):
    """A way to recognise the person from now on."""

    kind: Literal["phone", "email", "card", "external"]
    value: Annotated[scalars.Text, Meta(min_length=1, max_length=128)]


class ConsentBody(Body, frozen=True, kw_only=True):
    """What the person answered about one version of one text."""

    kind: Literal["rules", "personal_data", "marketing"]
    version: scalars.ShortWord
    granted: bool


_ONE_OR_MANY: Mapping[str, Any] = {
    "oneOf": [
        {
            "properties": {"identity": {"type": "object"}, "identities": {"maxItems": 0}},
            "required": ["identity"],
        },
        {
            "properties": {"identity": {"type": "null"}, "identities": {"minItems": 1}},
            "required": ["identities"],
        },
    ]
}


class EnrolBody(Body, frozen=True, kw_only=True):
    """Either `identity`, or `identities` when there are several, such as a phone and a new card. `referral` is the code
    of whoever invited them: for a new member, or one who joined lately and has not bought yet. `attributes` are what
    else segments may ask about."""

    rules: ClassVar[Mapping[str, Any]] = _ONE_OR_MANY

    identity: NewIdentityBody | None = None
    identities: Annotated[tuple[NewIdentityBody, ...], Meta(max_length=5)] = ()
    first_name: scalars.Label = ""
    birthday: date | None = None
    gender: Literal["", "f", "m"] = ""
    city: scalars.Label = ""
    attributes: scalars.Attributes = {}
    language: Literal["ru", "en"] = "ru"
    source: scalars.Word = ""
    referral: scalars.Word = ""
    consents: Annotated[tuple[ConsentBody, ...], Meta(max_length=10)] = ()


class LookupBody(Body, frozen=True, kw_only=True):
    """Either `identity`, or `identities` that should all be of one person."""

    rules: ClassVar[Mapping[str, Any]] = _ONE_OR_MANY

    identity: IdentityBody | None = None
    identities: Annotated[tuple[IdentityBody, ...], Meta(max_length=5)] = ()


class MemberAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member as a till may see them: the name is masked, there are no contacts. `tier` is the code of their tier."""

    id: int
    name: str
    status: Literal["active", "blocked", "left"]
    tier: str | None
    balances: list[BalanceAnswer]


class Members(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ENROL}

    @operation(
        "enrol_member",
        "Take a person into the programme",
        request=EnrolBody,
        example=examples.MEMBER,
        answers={201: MemberAnswer, 200: MemberAnswer},
        refusals=[
            InvalidIdentity, IdentityConflict, ContactNotVerified, MemberHasLeft, UnknownConsent, InvalidBirthday,
            InvalidText, TooManyAttempts, InvalidReferral, OwnReferral, AlreadyInvited, InvitedTooLate, ReferralRing,
        ],
        is_write=True,
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """201 for somebody new. Somebody the programme knows already is answered with 200 and keeps their details."""
        body = read_body(request, EnrolBody)
        given = _one_or_many(body.identity, body.identities)

        def verb() -> Enrolled:
            enrolled = enrol(
                identities=[NewIdentity(kind=one.kind, value=one.value) for one in given],
                first_name=body.first_name,
                birthday=body.birthday,
                gender=body.gender,
                city=body.city,
                attributes=body.attributes,
                language=body.language,
                source=body.source,
                referral=body.referral,
                shop_id=self.client.shop_id,
                consents=[
                    GivenConsent(kind=one.kind, version=one.version, granted=one.granted) for one in body.consents
                ],
                channel=self.client.shop_code,
                proof={"integration": self.client.integration_id, "request_id": request_id_of(request)},
                at=self.at,
            )
            if enrolled.created:
                limit = enrolments(per_hour=self.client.enrolments_per_hour)
                count(limit=limit, who=self.client.key_id, at=self.at)
            return enrolled

        def render(enrolled: Enrolled) -> tuple[int, MemberAnswer]:
            member = member_or_404(enrolled.member_id)
            return 201 if enrolled.created else 200, _member(member, self.at, self.zone)

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=render, facts=self.facts
        )


class Lookup(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.MEMBERS}

    @operation(
        "lookup_member",
        "Find a member",
        request=LookupBody,
        example=examples.LOOKUP,
        answers={200: MemberAnswer},
        refusals=[InvalidIdentity, IdentityConflict, NotFound],
    )
    def post(self, request: Request) -> HttpResponse:
        """By a contact, a card, an id of yours, or the QR code of the cabinet."""
        body = read_body(request, LookupBody)
        given = _one_or_many(body.identity, body.identities)
        path = "identity" if body.identity else "identities[{}]"
        found = [
            recognise(kind=one.kind, value=one.value, at=self.at, path=path.format(index))
            for index, one in enumerate(given)
        ]
        members = {member.id: member for member in found if member}
        if len(members) > 1:
            raise IdentityConflict(field="identities")
        for member in members.values():
            return answer(_member(member, self.at, self.zone))
        raise NotFound


def _one_or_many(one: T | None, many: Sequence[T]) -> Sequence[T]:
    if one is not None and many:
        raise InvalidValue(field="identities", detail=_("Send either identity or identities."))
    given = many if one is None else [one]
    if not given:
        raise MissingField(field="identity")
    return given


def _member(member: MemberView, at: datetime, zone: ZoneInfo) -> MemberAnswer:
    return MemberAnswer(
        id=member.id,
        name=member.masked_name,
        status=member.state,  # type: ignore[arg-type]  # a Member.State
        tier=tier_code(member_id=member.id),
        balances=balances_of(member.id, at=at, zone=zone),
    )
