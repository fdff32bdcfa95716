"""`POST /orders/{external_id}/returns`: goods come back, all or some, here or in another shop of the group."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from django.http import HttpResponse
from msgspec import UNSET, Meta, UnsetType
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.auth import require_scope
from loyalty.api.kit.body import Body, InvalidValue, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.errors import NotFound
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import Query, operation
from loyalty.api.v1 import examples
from loyalty.api.v1.carts import MOST_LINES
from loyalty.api.v1.decisions import Amount, Sum, UnitAmount, Units, amount, amounts, money, quantity
from loyalty.api.v1.facts import facts_of
from loyalty.api.v1.orders import OrderMember, member_of
from loyalty.ledger.units import units
from loyalty.purchase.lock_order import OrderCancelled, OrderNotCompleted
from loyalty.purchase.refund import ReturnAlreadyMade, ReturnView, ReturnWindowOver, refund
from loyalty.purchase.return_certificates import CertificateUsed
from loyalty.purchase.returning import NothingToReturn, ReturnExceedsOrder, Returning, ReturnLine, UnknownLine
from loyalty.purchase.shelf import LineRepeated
from loyalty.refusals import Refusal
from loyalty.shops.group import shop_in_group
from loyalty.shops.models import Scope
from loyalty.words import is_russian


class ReturnLineBody(Body, frozen=True, kw_only=True):
    line_id: scalars.LineId
    quantity: scalars.QuantityOrZero


class ReturnBody(Body, frozen=True, kw_only=True):
    """What comes back. `shop` names the shop that sold the order, when it is another one of the group."""

    external_id: scalars.ExternalId
    lines: Annotated[tuple[ReturnLineBody, ...], Meta(max_length=MOST_LINES)] = ()
    delivery: bool = False
    shop: scalars.Word | None = None


class TakenPoints(UnitAmount, frozen=True, kw_only=True):
    """Earned points taken back: `debt` is the part that was spent already and is owed now."""

    debt: Amount
    forgiven: Annotated[Amount | UnsetType, Meta(description="What the programme lets go.")] = UNSET
    expired: Annotated[Amount | UnsetType, Meta(description="What had expired unspent: nothing is taken for it.")] = (
        UNSET
    )


class LineLeft(msgspec.Struct, frozen=True, kw_only=True):
    line_id: str
    quantity: str


class OrderLeft(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of the order, and what the member has now."""

    external_id: str
    state: str
    lines: list[LineLeft]
    refunded: Sum
    member: OrderMember | None


class LostCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign that what is left of the order no longer meets."""

    campaign: str
    text: str


class ReturnAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`money` goes back to the customer, `certificates_returned` to the certificates that paid;
    `withheld` of them was a discount that what is left no longer deserves."""

    external_id: str
    money: Sum
    withheld: Sum
    certificates_returned: Sum
    points_returned: list[UnitAmount]
    points_taken: list[TakenPoints]
    order: OrderLeft
    lost: list[LostCampaign]


class Returns(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.RETURNS}
    parameters: ClassVar[frozenset[str]] = frozenset({"dry_run"})

    @operation(
        "create_return",
        "Take goods back",
        request=ReturnBody,
        example=examples.RETURN,
        answers={201: ReturnAnswer, 200: ReturnAnswer},
        refusals=[
            OrderNotCompleted, OrderCancelled, ReturnWindowOver, ReturnAlreadyMade, NothingToReturn, UnknownLine,
            LineRepeated, ReturnExceedsOrder, CertificateUsed,
        ],
        query=[Query(name="dry_run", kind=Literal["0", "1"], description="1: the same answer, and nothing is done.")],
        is_write=True,
    )  # fmt: skip
    def post(self, request: Request, external_id: str) -> HttpResponse:
        """201 for a new return; the same `external_id` with equal goods answers 200 with what was done. A dry run keeps
        nothing, its Idempotency-Key included."""
        body = read_body(request, ReturnBody)
        dry_run = _flag(request, "dry_run")
        known = units()
        sold_by_id = self._sold_by(body.shop)

        def verb() -> ReturnView:
            return refund(
                shop_id=self.client.shop_id,
                sold_by_id=sold_by_id,
                integration_id=self.client.integration_id,
                order_external_id=external_id,
                external_id=body.external_id,
                returning=_returning(body),
                at=self.at,
                dry_run=dry_run,
            )

        def render(view: ReturnView) -> tuple[int, ReturnAnswer]:
            return 200 if view.already else 201, _answer(view, known, member_of(view.order, known, self.at))

        if dry_run:
            status, value = render(verb())
            return answer(value, status=status)
        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=verb,
            render=render,
            facts=self.facts,
        )

    def facts(self, refusal: Refusal) -> dict[str, Any]:
        return facts_of(refusal, units=units(), zone=self.zone)

    def _sold_by(self, code: str | None) -> int:
        """The shop that sold the order: this one, or another of its group for a key that may."""
        if code is None or code == self.client.shop_code:
            return self.client.shop_id
        require_scope(self.client, Scope.RETURNS_GROUP)
        shop_id = shop_in_group(code=code, group_id=self.client.group_id)
        if shop_id is None:
            raise NotFound
        return shop_id


def _flag(request: Request, name: str) -> bool:
    value = request.GET.get(name, "0")
    if value not in ("0", "1"):
        raise InvalidValue(field=name)
    return value == "1"


def _returning(body: ReturnBody) -> Returning:
    return Returning(
        lines=tuple(
            ReturnLine(
                line_id=line.line_id, quantity_milli=scalars.to_minor(line.quantity, scale=scalars.QUANTITY_SCALE) or 0
            )
            for line in body.lines
        ),
        delivery=body.delivery,
    )


def _answer(view: ReturnView, units: Units, member: OrderMember | None) -> ReturnAnswer:
    return ReturnAnswer(
        external_id=view.external_id,
        money=money(view.money_kopecks),
        withheld=money(view.withheld_kopecks),
        certificates_returned=money(view.certificates_kopecks),
        points_returned=amounts({unit: points.given_back for unit, points in view.points.items()}, units),
        points_taken=[
            TakenPoints(
                unit=unit,
                amount=amount(points.taken, unit, units),
                debt=amount(points.debt, unit, units),
                forgiven=amount(points.forgiven, unit, units) if points.forgiven else UNSET,
                expired=amount(points.expired, unit, units) if points.expired else UNSET,
            )
            for unit, points in view.points.items()
            if points.taken
        ],
        order=OrderLeft(
            external_id=view.order.external_id,
            state=view.order.state,
            lines=[LineLeft(line_id=line_id, quantity=quantity(milli)) for line_id, milli in view.left_milli.items()],
            refunded=money(view.order.refunded_kopecks + (view.money_kopecks if view.dry_run else 0)),
            member=member,
        ),
        lost=[
            LostCampaign(campaign=lost.campaign, text=lost.text_ru if is_russian() else lost.text_en)
            for lost in view.lost
        ],
    )
