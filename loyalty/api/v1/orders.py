"""Orders: created by a till or a web shop, completed or cancelled, read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, instant, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.idempotent import key_of, write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.carts import CartBody, MemberNotFound, cart_of
from loyalty.api.v1.certificate_codes import CertificateRepeated, codes_of
from loyalty.api.v1.decisions import Amount, Priced, Sum, Units, amount, money, priced, quantity
from loyalty.api.v1.facts import facts_of
from loyalty.api.v1.proofs import proof_of
from loyalty.certificates.account import CertificateInsufficient
from loyalty.certificates.cards import CardNotForSale
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.nominal import NominalNotSold
from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import kept_units
from loyalty.limits.count import TooManyAttempts
from loyalty.members.answer_challenge import CodeExpired, WrongCode
from loyalty.members.normal import InvalidIdentity
from loyalty.money import BONUS
from loyalty.purchase.cancel import cancel
from loyalty.purchase.commit import BurnCodeRequired, OrderAlreadyCommitted, OrderReserved, commit
from loyalty.purchase.complete import complete
from loyalty.purchase.lock_order import OrderCancelled, OrderCompleted
from loyalty.purchase.offers import IssuedCoupon
from loyalty.purchase.order_certificates import CertificateExceedsOrder
from loyalty.purchase.order_view import BalanceNow, OrderView
from loyalty.purchase.plan_sale import CertificatePieces, NotACertificate
from loyalty.purchase.promised import BurnLimited, OccurredAtOutOfWindow, QuoteChanged
from loyalty.purchase.read_order import read_order
from loyalty.purchase.shelf import AmountMismatch, LineRepeated
from loyalty.purchase.token import QuoteInvalid
from loyalty.refusals import Refusal
from loyalty.shops.models import Scope
from loyalty.words import is_russian


class OrderBody(CartBody, frozen=True, kw_only=True):
    """A cart that is sold. With `quote` the customer gets exactly what it showed, if the cart is the same."""

    external_id: scalars.ExternalId
    state: Annotated[
        Literal["pending", "placed", "completed"],
        Meta(description="pending: being paid at a till; placed: a web order; completed: paid and handed over."),
    ]
    occurred_at: scalars.Instant | None = None
    quote: Annotated[scalars.Text, Meta(min_length=1, max_length=400_000)] | None = None


class EmptyBody(Body, frozen=True, kw_only=True):
    """Nothing to say: the address says it."""


class BalanceParts(msgspec.Struct, frozen=True, kw_only=True):
    unit: str
    available: Amount
    pending: Amount
    held: Amount
    debt: Amount


class OrderMember(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    balances: list[BalanceParts]


class IssuedCouponAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A code for another purchase, to be printed or shown. `text` is all that a receipt has to say; `qr` is what a QR
    code holds, and tills read it as the coupon's code."""

    code: str
    campaign: str
    version: int
    text: str
    qr: str
    expires_at: datetime | None


class IssuedCertificateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that the order sold and activated. Its code is money: print it, and keep it nowhere."""

    line_id: str
    code: str
    nominal: Sum
    valid_until: datetime | None


class OrderAnswer(Priced, frozen=True, kw_only=True):
    """The order with what the member has after it; `member` is null for a guest. Once the order is completed, `earn`
    has the dates that its points live by; until then, those it was promised with. `coupons_issued` are the codes that
    the completed order brought, the same ones however often it is sent, and `certificates_issued` what it sold."""

    external_id: str
    state: Literal["pending", "placed", "completed", "cancelled"]
    occurred_at: datetime
    member: OrderMember | None
    coupons_issued: list[IssuedCouponAnswer]
    certificates_issued: list[IssuedCertificateAnswer]


class ReturnedLine(msgspec.Struct, frozen=True, kw_only=True):
    line_id: str
    quantity: str


class StoredOrderAnswer(OrderAnswer, frozen=True, kw_only=True):
    """The order as it stands: as it was sold, and what has come back since."""

    returned: list[ReturnedLine]
    refunded: Sum


class Orders(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ORDERS}
    coupons: tuple[str, ...] = ()

    @operation(
        "create_order",
        "Make a cart an order",
        request=OrderBody,
        example=examples.ORDER,
        answers={201: OrderAnswer, 200: OrderAnswer},
        refusals=[
            AmountMismatch, LineRepeated, MemberNotFound, InvalidIdentity, CertificateNotValid, CertificateRepeated,
            CertificateInsufficient, CertificateExceedsOrder, TooManyAttempts, NominalNotSold, CertificatePieces,
            NotACertificate, CardNotForSale, QuoteInvalid, QuoteChanged, InsufficientPoints, BurnLimited,
            BurnCodeRequired, WrongCode, CodeExpired,
            OrderAlreadyCommitted, OrderReserved, OrderCancelled, OccurredAtOutOfWindow,
        ],
        is_write=True,
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """201 for a new order. The same `external_id` with an equal cart answers 200 with the order that is there, from
        whichever till and under whichever key; with another cart 409. A reserved order is not completed by sending it
        again as `completed`: 409 `order_reserved`, use `/complete`; one that was cancelled is 409 `order_cancelled`."""
        body = read_body(request, OrderBody)
        occurred_at = None if body.occurred_at is None else instant(body.occurred_at, field="occurred_at")
        self.coupons = body.coupons
        key_of(request)  # a request without a key must not use up a try of the member's code
        known = kept_units()
        codes = codes_of(body, client=self.client, at=self.at)
        proof = proof_of(body, shop_id=self.client.shop_id, at=self.at)

        def verb() -> OrderView:
            return commit(
                shop_id=self.client.shop_id,
                integration_id=self.client.integration_id,
                external_id=body.external_id,
                state=body.state,
                cart=cart_of(body, scale=known[BONUS].words.scale, at=self.at, codes=codes),
                at=self.at,
                token=body.quote,
                occurred_at=occurred_at,
                prove_person=lambda: proof.use(at=self.at),
            )

        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=verb,
            render=lambda view: (200 if view.already else 201, order_answer(view, known, self.zone, self.at)),
            facts=self.facts,
        )

    def facts(self, refusal: Refusal) -> dict[str, Any]:
        return facts_of(refusal, units=kept_units(), zone=self.zone, coupons=self.coupons)


class Order(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.ORDERS}

    @operation("read_order", "One order of this shop", answers={200: StoredOrderAnswer})
    def get(self, request: Request, external_id: str) -> HttpResponse:
        """As it was sold, its state now, and what has come back."""
        stored = read_order(shop_id=self.client.shop_id, external_id=external_id)
        returned = [
            ReturnedLine(line_id=line_id, quantity=quantity(milli))
            for line_id, milli in stored.returned_milli.items()
            if milli
        ]
        fields = order_fields(stored.order, kept_units(), self.zone, self.at)
        refunded = money(stored.order.refunded_kopecks)
        return answer(StoredOrderAnswer(returned=returned, refunded=refunded, **fields))


class Completion(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.ORDERS}

    @operation(
        "complete_order",
        "The sale has happened",
        request=EmptyBody,
        answers={200: OrderAnswer},
        refusals=[OrderCancelled],
        is_write=True,
    )
    def post(self, request: Request, external_id: str) -> HttpResponse:
        """Never fails for points or certificates: a reservation that has lapsed is taken again, a shortage of
        points becomes the member's debt, one of certificates is told to operations. Certificates among the goods are
        activated, and `certificates_issued` has their codes. Completing a completed order answers 200."""
        return self.change(request, external_id, complete)

    def change(self, request: Request, external_id: str, verb: Callable[..., OrderView]) -> HttpResponse:
        """One transition of one order."""
        body = read_body(request, EmptyBody)
        return write(
            request,
            client_id=self.client.integration_id,
            body=body,
            verb=lambda: verb(
                shop_id=self.client.shop_id,
                external_id=external_id,
                integration_id=self.client.integration_id,
                at=self.at,
            ),
            render=lambda view: (200, order_answer(view, kept_units(), self.zone, self.at)),
            facts=self.facts,
        )


class Cancellation(Completion):
    @operation(
        "cancel_order",
        "Nothing was sold",
        request=EmptyBody,
        answers={200: OrderAnswer},
        refusals=[OrderCompleted],
        is_write=True,
    )
    def post(self, request: Request, external_id: str) -> HttpResponse:
        """Frees what was reserved. Cancelling a cancelled order answers 200; a completed one takes a return instead."""
        return self.change(request, external_id, cancel)


def order_answer(view: OrderView, units: Units, zone: ZoneInfo, at: datetime) -> OrderAnswer:
    return OrderAnswer(**order_fields(view, units, zone, at))


def order_fields(view: OrderView, units: Units, zone: ZoneInfo, at: datetime) -> dict[str, Any]:
    """The fields of `OrderAnswer`; costs queries where the view brings no balances."""
    decision = msgspec.structs.replace(view.decision, earn=view.earn)
    return {
        "external_id": view.external_id,
        "state": view.state,
        "occurred_at": scalars.local(view.occurred_at, zone),
        "member": member_of(view, units, at),
        "coupons_issued": [_issued(one, zone) for one in view.issued],
        "certificates_issued": [
            IssuedCertificateAnswer(
                line_id=one.line_id,
                code=one.code,
                nominal=money(one.nominal_kopecks),
                valid_until=one.valid_until and scalars.local(one.valid_until, zone),
            )
            for one in view.certificates
        ],
        **priced(decision, coupons=view.coupons, units=units, zone=zone),
    }


def _issued(coupon: IssuedCoupon, zone: ZoneInfo) -> IssuedCouponAnswer:
    return IssuedCouponAnswer(
        code=coupon.code,
        campaign=coupon.campaign,
        version=coupon.version,
        text=coupon.text.ru if is_russian() else coupon.text.en,
        qr=coupon.code,
        expires_at=coupon.expires_at and scalars.local(coupon.expires_at, zone),
    )


def member_of(view: OrderView, units: Units, at: datetime) -> OrderMember | None:
    """The order's member with the balances the verb left, or with those of now."""
    if view.member_id is None:
        return None
    parts = view.balances or balances(owner=Owner.member(view.member_id), at=at)
    return OrderMember(id=view.member_id, balances=[_parts(part, units) for part in parts])


def _parts(balance: BalanceNow | Balance, units: Units) -> BalanceParts:
    return BalanceParts(
        unit=balance.unit,
        available=amount(balance.available, balance.unit, units),
        pending=amount(balance.pending, balance.unit, units),
        held=amount(balance.held, balance.unit, units),
        debt=amount(balance.debt, balance.unit, units),
    )
