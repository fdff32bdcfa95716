"""`POST /orders/batch`: receipts sold while the till could not reach us. They earn; they burn nothing."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, instant, read_body
from loyalty.api.kit.door import Door
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.carts import MOST_LINES, BurnBody, CartBody, CertificatesUnavailable, LineBody, cart_of
from loyalty.api.v1.certificate_codes import Codes, codes_of
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.purchase.commit_late import LateOrder, LateResult, commit_late
from loyalty.refusals import Refusal
from loyalty.shops.models import Scope

_MOST_ORDERS = 100  # a batch is one transaction, and a transaction of the web has ten seconds


class LateLineBody(LineBody, frozen=True, kw_only=True):
    """One line. Zero of something refuses its receipt and not the others."""

    quantity: scalars.QuantityOrZero


class LateOrderBody(CartBody, frozen=True, kw_only=True):
    """A receipt as it was sold; whatever it says of burning is not done."""

    external_id: scalars.ExternalId
    occurred_at: scalars.AnyInstant
    burn: BurnBody = BurnBody()
    lines: Annotated[tuple[LateLineBody, ...], Meta(min_length=1, max_length=MOST_LINES)]


class LateOrdersBody(Body, frozen=True, kw_only=True):
    orders: Annotated[tuple[LateOrderBody, ...], Meta(min_length=1, max_length=_MOST_ORDERS)]


class LateOrderResult(msgspec.Struct, frozen=True, kw_only=True):
    """`code` says why a refused order was refused; null for the others."""

    external_id: str
    status: Literal["created", "already", "refused"]
    code: str | None


class LateOrdersAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """In the order they were sent."""

    results: list[LateOrderResult]


class LateOrders(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ORDERS}

    @operation(
        "create_late_orders",
        "Receipts sold offline",
        request=LateOrdersBody,
        example=examples.LATE_ORDERS,
        answers={200: LateOrdersAnswer},
        is_write=True,
    )
    def post(self, request: Request) -> HttpResponse:
        """Each receipt is taken or refused by itself. Sending one again is harmless. `order_reserved` and
        `order_cancelled` mean what they mean for `POST /orders`: a reserved order waits for `/complete`."""
        body = read_body(request, LateOrdersBody)
        codes = [
            Codes() if late.certificates else codes_of(late, client=self.client, at=self.at, path=f"orders[{index}].")
            for index, late in enumerate(body.orders)
        ]
        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=lambda: self._commit(body, codes),
            render=lambda results: (200, LateOrdersAnswer(results=[_result(result) for result in results])),
            facts=self.facts,
        )

    def _commit(self, body: LateOrdersBody, codes: list[Codes]) -> list[LateResult]:
        """Translated receipts go on together; those that cannot be translated are refused in their places."""
        scale = units()[BONUS].words.scale
        refused: dict[int, LateResult] = {}
        orders: list[LateOrder] = []
        for index, late in enumerate(body.orders):
            path = f"orders[{index}]."
            try:
                if late.certificates:
                    raise CertificatesUnavailable(field=f"{path}certificates")
                cart = cart_of(late, scale=scale, at=self.at, path=path, codes=codes[index])
                occurred_at = instant(late.occurred_at, field=f"{path}occurred_at")
            except Refusal as refusal:
                refused[index] = LateResult(external_id=late.external_id, status="refused", refusal=refusal)
            else:
                orders.append(LateOrder(external_id=late.external_id, cart=cart, occurred_at=occurred_at))
        committed = iter(
            commit_late(
                shop_id=self.client.shop_id, integration_id=self.client.integration_id, orders=orders, at=self.at
            )
        )
        return [refused.get(index) or next(committed) for index in range(len(body.orders))]


def _result(result: LateResult) -> LateOrderResult:
    return LateOrderResult(
        external_id=result.external_id,
        status=result.status,  # type: ignore[arg-type]  # the verb's words are these
        code=result.refusal.code if result.refusal else None,
    )
