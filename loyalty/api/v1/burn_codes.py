"""`POST /members/{id}/burn-codes`: sends the member a one-time code, which the order then carries as `burn.code`."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.api.kit.body import read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.kit.scalars import local
from loyalty.api.v1.balances import member_or_404
from loyalty.api.v1.orders import EmptyBody
from loyalty.members.contacts import NoContact, contact_of
from loyalty.members.count_code import TooManyCodes
from loyalty.members.models import Challenge
from loyalty.members.standing import MemberBlocked, MemberHasLeft
from loyalty.members.start_challenge import Started, start_challenge
from loyalty.messages.send_soon import send_soon
from loyalty.shops.models import Scope


class BurnCodeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Where the code went, masked; until when it works, and when another may be asked for."""

    sent_to: str
    expires_at: datetime
    again_at: datetime


class BurnCodes(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ORDERS}

    @operation(
        "create_burn_code",
        "Send a code that lets points be burnt",
        request=EmptyBody,
        answers={201: BurnCodeAnswer},
        refusals=[NoContact, TooManyCodes, MemberBlocked, MemberHasLeft],
        is_write=True,
    )
    def post(self, request: Request, member_id: int) -> HttpResponse:
        """The code works for five minutes and in this shop only. It is on its way when this answers; if it does not
        arrive, ask for another one in a minute, under a new Idempotency-Key, or scan the member's QR code."""
        body = read_body(request, EmptyBody)

        def verb() -> Started:
            contact = contact_of(member_id=member_or_404(member_id).id)
            return start_challenge(
                purpose=Challenge.Purpose.BURN, contact=contact, shop_id=self.client.shop_id, at=self.at
            )

        response = write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=verb,
            render=lambda one: (201, self._answer(one)),
            facts=self.facts,
        )
        send_soon(at=self.at)
        return response

    def _answer(self, started: Started) -> BurnCodeAnswer:
        return BurnCodeAnswer(
            sent_to=started.contact.masked,
            expires_at=local(started.expires_at, self.zone),
            again_at=local(started.again_at, self.zone),
        )
