"""`POST /quotes`: what a cart costs, how many points it takes and gives, and why. Writes nothing but a count of
wrong codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.auth import require_scope
from loyalty.api.kit.body import instant, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.carts import CartBody, MemberNotFound, cart_of
from loyalty.api.v1.certificate_codes import CertificateRepeated, codes_of
from loyalty.api.v1.decisions import Priced, Units, priced
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.nominal import NominalNotSold
from loyalty.ledger.units import kept_units
from loyalty.limits.count import TooManyAttempts
from loyalty.members.normal import InvalidIdentity
from loyalty.money import BONUS
from loyalty.purchase.plan_sale import CertificatePieces, NotACertificate
from loyalty.purchase.quote import Quote, quote
from loyalty.purchase.shelf import AmountMismatch, LineRepeated
from loyalty.shops.models import Scope


class QuoteBody(CartBody, frozen=True, kw_only=True):
    """A cart to price. `at` prices it as of another instant and needs the scope `preview`."""

    at: scalars.Instant | None = None


class QuoteAnswer(Priced, frozen=True, kw_only=True):
    """The price is kept until `valid_until` for an order that carries `quote` and the same cart."""

    quote: str
    valid_until: datetime


class Quotes(Door):
    scopes: ClassVar = {"POST": Scope.QUOTES}

    @operation(
        "create_quote",
        "Price a cart",
        request=QuoteBody,
        example=examples.CART,
        answers={200: QuoteAnswer},
        refusals=[
            AmountMismatch, LineRepeated, MemberNotFound, InvalidIdentity, CertificateNotValid, CertificateRepeated,
            TooManyAttempts, NominalNotSold, CertificatePieces, NotACertificate,
        ],
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """Prices, points and the reasons. Nothing is written (a wrong code of a certificate is counted), so no
        Idempotency-Key is needed."""
        body = read_body(request, QuoteBody)
        at = self.at
        if body.at is not None:
            require_scope(self.client, Scope.PREVIEW)
            at = instant(body.at, field="at")
        known = kept_units()
        codes = codes_of(body, client=self.client, at=self.at)
        cart = cart_of(body, scale=known[BONUS].words.scale, at=self.at, codes=codes)
        made = quote(shop_id=self.client.shop_id, cart=cart, at=at, is_preview=body.at is not None)
        return answer(quote_answer(made, coupons=cart.coupons, units=known, zone=self.zone))


def quote_answer(made: Quote, *, coupons: Sequence[str], units: Units, zone: ZoneInfo) -> QuoteAnswer:
    return QuoteAnswer(
        quote=made.token,
        valid_until=scalars.local(made.valid_until, zone),
        **priced(made.decision, coupons=coupons, units=units, zone=zone),
    )
