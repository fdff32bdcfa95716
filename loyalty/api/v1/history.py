"""`GET /members/{id}/history`: every movement of a member's points with its reason, newest first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit.body import InvalidValue
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.openapi import Query, operation
from loyalty.api.kit.scalars import local
from loyalty.api.v1.balances import member_or_404
from loyalty.api.v1.decisions import Amount
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import NotACursor, statement
from loyalty.money import to_decimal
from loyalty.program.current import program
from loyalty.purchase.read_order import numbers_of
from loyalty.purchase.stories import stories
from loyalty.shops.models import Scope


class HistoryItem(msgspec.Struct, frozen=True, kw_only=True):
    """One movement. `points` has its sign; `order` is the number of an order of your shop."""

    at: datetime
    kind: str
    unit: str
    points: Amount
    order: str | None
    text: str


class HistoryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One page; pass `next` as `cursor` for the following one, null on the last."""

    items: list[HistoryItem]
    next: str | None


class History(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.MEMBERS}
    parameters: ClassVar[frozenset[str]] = frozenset({"cursor"})

    @operation(
        "read_history",
        "Why a member has what they have",
        answers={200: HistoryAnswer},
        query=[
            Query(
                name="cursor",
                kind=Annotated[str, Meta(pattern=r"^[0-9]{1,18}$(?!\n)")],
                description="`next` of the page before.",
            )
        ],
    )
    def get(self, request: Request, member_id: int) -> HttpResponse:
        """Fifty lines a page, newest first, each with a sentence that says why."""
        cursor = request.GET.get("cursor")
        member = member_or_404(member_id)
        try:
            page = statement(owner=Owner.member(member.id), cursor=cursor)
        except NotACursor:
            raise InvalidValue(field="cursor", hint=_("Send “next” of the page before.")) from None
        numbers = numbers_of(
            order_ids=[line.order_id for line in page.lines if line.order_id], shop_id=self.client.shop_id
        )
        items = [
            HistoryItem(
                at=local(story.line.at, self.zone),
                kind=story.line.kind,
                unit=story.line.unit,
                points=to_decimal(story.line.points, story.line.scale),
                order=numbers.get(story.line.order_id or 0),
                text=story.sentence,
            )
            for story in stories(lines=page.lines, zone=program().zone)
        ]
        return answer(HistoryAnswer(items=items, next=page.next))
