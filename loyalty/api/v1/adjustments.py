"""`POST /members/{id}/adjustments`: a shop's system corrects a balance, within its own limits and with a reason."""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import key_of, write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.balances import BalanceAnswer, balances_of, member_or_404
from loyalty.api.v1.carts import points_of
from loyalty.api.v1.facts import facts_of
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.cause import Principal
from loyalty.ledger.moved import Moved
from loyalty.ledger.units import units
from loyalty.members.standing import MemberHasLeft
from loyalty.membership.correct_points import NothingToCorrect, UnknownUnit, correct_points
from loyalty.money import BONUS
from loyalty.refusals import Refusal
from loyalty.shops.models import Scope
from loyalty.staff.limits import AdjustmentOverLimit


class AdjustmentBody(Body, frozen=True, kw_only=True):
    """`points` to add, or with a minus to take. The member reads the reason."""

    unit: scalars.Unit
    points: scalars.SignedPoints
    reason: scalars.Phrase


class AdjustmentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the member has after it."""

    balances: list[BalanceAnswer]


class Adjustments(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ADJUST}
    unit: str = BONUS

    @operation(
        "create_adjustment",
        "Correct a balance",
        request=AdjustmentBody,
        example=examples.ADJUSTMENT,
        answers={201: AdjustmentAnswer},
        refusals=[UnknownUnit, NothingToCorrect, AdjustmentOverLimit, MemberHasLeft, InsufficientPoints],
        is_write=True,
    )
    def post(self, request: Request, member_id: int) -> HttpResponse:
        """Limited by the integration's largest adjustment and its sum of a day."""
        body = read_body(request, AdjustmentBody)
        natural_key = f"api:{self.client.integration_id}:{key_of(request)}"
        self.unit = body.unit
        known = units()

        def verb() -> Moved:
            if body.unit not in known:
                raise UnknownUnit(field="unit")
            return correct_points(
                member_id=member_or_404(member_id).id,
                unit=body.unit,
                points=points_of(body.points, scale=known[body.unit].words.scale, field="points"),
                reason=body.reason,
                principal=Principal("integration", self.client.integration_id),
                natural_key=natural_key,
                at=self.at,
                shop_id=self.client.shop_id,
            )

        def render(_moved: Moved) -> tuple[int, AdjustmentAnswer]:
            return 201, AdjustmentAnswer(balances=balances_of(member_id, at=self.at, zone=self.zone))

        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=verb,
            render=render,
            facts=self.facts,
        )

    def facts(self, refusal: Refusal) -> dict[str, Any]:
        return facts_of(refusal, units=units(), zone=self.zone, unit=self.unit)
