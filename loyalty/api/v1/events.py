"""`POST /events`: what happened in a shop besides purchases."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, InvalidValue, instant, read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.carts import IdentityBody, MemberNotFound
from loyalty.events.receive import receive
from loyalty.members.find import recognise
from loyalty.members.normal import InvalidIdentity
from loyalty.shops.models import Scope

_AHEAD = timedelta(minutes=5)  # a till's clock may run this far ahead of ours


class EventBody(Body, frozen=True, kw_only=True):
    """One event; `attributes` must not hold personal data."""

    id: scalars.ExternalId
    type: scalars.EventType
    member: IdentityBody | None = None
    occurred_at: scalars.Instant
    attributes: Annotated[
        dict[scalars.AttributeName, scalars.AttributeText | bool | Annotated[int, Meta(ge=-(10**15), le=10**15)]],
        Meta(max_length=30),
    ] = {}


class EventAnswer(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class Events(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.EVENTS}

    @operation(
        "create_event",
        "Tell what happened",
        request=EventBody,
        example=examples.EVENT,
        answers={202: EventAnswer},
        refusals=[MemberNotFound, InvalidIdentity],
        is_write=True,
    )
    def post(self, request: Request) -> HttpResponse:
        """Stored once per `id` of this shop; the same `id` again is accepted and changes nothing."""
        body = read_body(request, EventBody)
        at = instant(body.occurred_at, field="occurred_at")
        if at > self.at + _AHEAD:
            raise InvalidValue(field="occurred_at", detail=_("The time is in the future."))

        def verb() -> None:
            receive(
                shop_id=self.client.shop_id,
                external_id=body.id,
                type_=body.type,
                member_id=self._member_id(body.member),
                at=at,
                attributes=body.attributes,
            )

        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=verb,
            render=lambda _nothing: (202, EventAnswer(id=body.id)),
            facts=self.facts,
        )

    def _member_id(self, identity: IdentityBody | None) -> int | None:
        if identity is None:
            return None
        member = recognise(kind=identity.kind, value=identity.value, at=self.at, path="member")
        if member is None:
            raise MemberNotFound(field="member")
        return member.id
