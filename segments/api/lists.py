"""`POST /segments/{code}/members`: a list kept by another system, such as a CRM."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit.body import Body, read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1.carts import IdentityBody
from loyalty.members.find import number_of
from loyalty.members.normal import InvalidIdentity
from loyalty.refusals import Refusal, Words
from loyalty.shops.models import Scope
from segments.api import examples
from segments.segment.change_list import change_list
from segments.segment.lists import NotAList
from segments.segment.models import Segment

_MOST = 500


class NoSuchSegment(Refusal):
    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such segment")


class ListBody(Body, frozen=True, kw_only=True):
    """Who is put on the list and who is taken off it, 500 of each at most. Who is named in both is taken off."""

    add: Annotated[list[IdentityBody], Meta(max_length=_MOST)] = []
    remove: Annotated[list[IdentityBody], Meta(max_length=_MOST)] = []


class ListAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many came and went; `unknown` are the places in the request of identities that nobody has."""

    came: int
    went: int
    unknown: list[str]


class ListMembers(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.SEGMENTS}

    @operation(
        "change_segment_list",
        "Put members on a list, take them off it",
        request=ListBody,
        example=examples.LIST,
        answers={200: ListAnswer},
        refusals=[NoSuchSegment, NotAList, InvalidIdentity],
        is_write=True,
    )
    def post(self, request: Request, code: str) -> HttpResponse:
        """Only for segments that are lists. Who is on it already, or off it, stays so and is not counted."""
        body = read_body(request, ListBody)

        def verb() -> ListAnswer:
            segment = Segment.objects.filter(code=code).values_list("pk", flat=True).first()
            if segment is None:
                raise NoSuchSegment
            unknown: list[str] = []
            came = self._ids(body.add, "add", unknown)
            gone = self._ids(body.remove, "remove", unknown)
            cause = f"integration:{self.client.integration_id}"
            on = change_list(segment_id=segment, member_ids=came, enter=True, cause=cause, at=self.at)
            off = change_list(segment_id=segment, member_ids=gone, enter=False, cause=cause, at=self.at)
            return ListAnswer(came=on.came, went=off.went, unknown=unknown)

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=lambda done: (200, done),
            facts=self.facts,
        )  # fmt: skip

    def _ids(self, identities: Sequence[IdentityBody], name: str, unknown: list[str]) -> list[int]:
        found = []
        for place, one in enumerate(identities):
            path = f"{name}[{place}]"
            member = number_of(kind=one.kind, value=one.value, at=self.at, path=path)
            if member is None:
                unknown.append(path)
            else:
                found.append(member)
        return found
