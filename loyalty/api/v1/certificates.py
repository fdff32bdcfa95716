"""`/certificates/{code}/…`: certificates outside of our orders: checked, reserved and taken by shops; sold by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from django.http import HttpResponse
from msgspec import Meta
from rest_framework.request import Request

from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.idempotent import key_of, write
from loyalty.api.kit.openapi import operation
from loyalty.api.v1 import examples
from loyalty.api.v1.certificate_codes import Pin, kopecks_of
from loyalty.api.v1.decisions import Sum, money
from loyalty.api.v1.facts import facts_of
from loyalty.certificates.account import CertificateInsufficient, Locked, is_usable, standings
from loyalty.certificates.activate import CertificateAlreadyActive, activate
from loyalty.certificates.block import block
from loyalty.certificates.end_hold import CaptureExceedsAmount, CertificateHoldEnded, HoldNotFound, end_hold
from loyalty.certificates.find import CertificateNotValid, find_card, find_certificate
from loyalty.certificates.hold import Held, hold
from loyalty.certificates.models import Certificate, masked
from loyalty.certificates.nominal import NominalNotSold
from loyalty.certificates.state import CertificateEnded
from loyalty.certificates.top_up import TooMuchMoney, top_up
from loyalty.ledger.cause import Cause, Principal
from loyalty.limits.count import TooManyAttempts
from loyalty.refusals import Refusal
from loyalty.shops.models import Scope

_Reference = Annotated[scalars.Text, Meta(max_length=128, description="Your own number of the receipt.")]
_HoldId = Annotated[int, Meta(ge=1, le=10**18)]
_ALWAYS = (CertificateNotValid, TooManyAttempts)


class CertificateCheckBody(Body, frozen=True, kw_only=True):
    """`pin` for a card that has one."""

    pin: Pin | None = None


class HoldBody(CertificateCheckBody, frozen=True, kw_only=True):
    """Exactly `amount`, for so many minutes: seven days at most."""

    amount: scalars.MoneyAboveZero
    minutes: Annotated[int, Meta(ge=1, le=10_080)] = 15
    reference: _Reference = ""


class CaptureBody(Body, frozen=True, kw_only=True):
    """At most what is held; the rest is free again."""

    hold: _HoldId
    amount: scalars.MoneyAboveZero
    reference: _Reference = ""


class CertificateReleaseBody(Body, frozen=True, kw_only=True):
    hold: _HoldId


class ActivateBody(Body, frozen=True, kw_only=True):
    """The card was paid for. `amount`: where it is sold for another amount than it was made for."""

    amount: scalars.MoneyAboveZero | None = None
    reference: _Reference = ""


class TopUpBody(Body, frozen=True, kw_only=True):
    amount: scalars.MoneyAboveZero
    reference: _Reference = ""


class BlockBody(Body, frozen=True, kw_only=True):
    reason: scalars.Phrase


class CertificateCheck(msgspec.Struct, frozen=True, kw_only=True):
    """`available` can be spent now."""

    code: str
    available: Sum
    valid_until: datetime


class CertificateState(msgspec.Struct, frozen=True, kw_only=True):
    """The certificate after the call; `held` is a part of `balance`."""

    code: str
    state: Literal["active", "blocked", "expired"]
    balance: Sum
    held: Sum
    valid_until: datetime


class HeldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Name `hold` to capture or release it; after `until` it is free by itself."""

    hold: int
    amount: Sum
    until: datetime
    certificate: CertificateState


@dataclass(frozen=True)
class _Sought:
    """A certificate looked for before the request's transaction: a wrong try stays counted whatever the answer."""

    id: int = 0
    refusal: Refusal | None = None

    def found(self) -> int:
        """Its id; raises what the search raised, so that the answer is kept under the request's key."""
        if self.refusal is not None:
            raise self.refusal
        return self.id


class CertificateDoor(Door):
    """What the calls share."""

    def seek(self, code: str, *, pin: str | None = None, by_pin: bool = False) -> _Sought:
        who = f"integration:{self.client.integration_id}"
        try:
            if by_pin:
                return _Sought(find_certificate(code=code, pin=pin, who=who, at=self.at, field="code"))
            return _Sought(find_card(code=code, who=who, at=self.at, field="code"))
        except Refusal as refusal:
            return _Sought(refusal=refusal)

    def cause(self, reason: str) -> Cause:
        by = Principal("integration", self.client.integration_id)
        return Cause(principal=by, reason=reason, shop_id=self.client.shop_id)

    def natural_key(self, request: Request) -> str:
        return f"api:{self.client.integration_id}:{key_of(request)}"

    def change(self, request: Request, body: msgspec.Struct, verb: Callable[[], Locked]) -> HttpResponse:
        """One write that answers with the certificate."""
        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb,
            render=lambda one: (200, self.state(one)), facts=self.facts,
        )  # fmt: skip

    def state(self, one: Locked) -> CertificateState:
        assert one.row.valid_until is not None
        blocked = one.row.state == Certificate.State.BLOCKED
        return CertificateState(
            code=masked(one.row.tail),
            state="blocked" if blocked else "active" if is_usable(one.row, self.at) else "expired",
            balance=money(one.book.active),
            held=money(one.book.held),
            valid_until=scalars.local(one.row.valid_until, self.zone),
        )

    def facts(self, refusal: Refusal) -> dict[str, Any]:
        return facts_of(refusal, units={}, zone=self.zone)


class CertificateChecks(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES}

    @operation(
        "check_certificate",
        "What is on a certificate",
        request=CertificateCheckBody,
        example=examples.CERTIFICATE_CHECK,
        answers={200: CertificateCheck},
        refusals=_ALWAYS,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """For one that can pay now. Anything else is `certificate_not_valid`, whatever the cause; wrong codes and PINs
        are counted and slowed down."""
        body = read_body(request, CertificateCheckBody)
        certificate_id = self.seek(certificate_code, pin=body.pin, by_pin=True).found()
        found = standings([certificate_id], at=self.at)[certificate_id]
        if not found.usable or found.valid_until is None:
            raise CertificateNotValid(field="code")
        return answer(
            CertificateCheck(
                code=masked(found.tail),
                available=money(found.available_kopecks),
                valid_until=scalars.local(found.valid_until, self.zone),
            )
        )


class CertificateHolds(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES}

    @operation(
        "hold_certificate",
        "Reserve money of a certificate",
        request=HoldBody,
        example=examples.CERTIFICATE_HOLD,
        answers={201: HeldAnswer},
        refusals=[*_ALWAYS, CertificateInsufficient],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """For receipts that are no orders of ours; an order takes certificates by itself."""
        body = read_body(request, HoldBody)
        kopecks, key = kopecks_of(body.amount), self.natural_key(request)
        sought = self.seek(certificate_code, pin=body.pin, by_pin=True)

        def verb() -> Held:
            return hold(
                certificate_id=sought.found(), kopecks=kopecks, until=self.at + timedelta(minutes=body.minutes),
                cause=self.cause("hold"), natural_key=key, at=self.at, reference=body.reference,
            )  # fmt: skip

        def render(held: Held) -> tuple[int, HeldAnswer]:
            return 201, HeldAnswer(
                hold=held.hold_id, amount=money(held.kopecks), until=scalars.local(held.until, self.zone),
                certificate=self.state(held.certificate),
            )  # fmt: skip

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb, render=render, facts=self.facts
        )


class CertificateCaptures(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES}

    @operation(
        "capture_certificate",
        "Take reserved money",
        request=CaptureBody,
        example=examples.CERTIFICATE_CAPTURE,
        answers={200: CertificateState},
        refusals=[*_ALWAYS, HoldNotFound, CertificateHoldEnded, CaptureExceedsAmount],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """A reservation is taken once, by the shop that made it."""
        body = read_body(request, CaptureBody)
        kopecks, sought = kopecks_of(body.amount), self.seek(certificate_code)
        return self.change(
            request,
            body,
            lambda: end_hold(
                certificate_id=sought.found(), hold_id=body.hold, kopecks=kopecks, cause=self.cause("capture"),
                at=self.at, reference=body.reference,
            ),
        )  # fmt: skip


class CertificateReleases(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES}

    @operation(
        "release_certificate",
        "Set reserved money free",
        request=CertificateReleaseBody,
        example=examples.CERTIFICATE_RELEASE,
        answers={200: CertificateState},
        refusals=[*_ALWAYS, HoldNotFound, CertificateHoldEnded],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """Nothing was sold."""
        body, sought = read_body(request, CertificateReleaseBody), self.seek(certificate_code)
        return self.change(
            request,
            body,
            lambda: end_hold(
                certificate_id=sought.found(), hold_id=body.hold, kopecks=None, cause=self.cause("release"), at=self.at
            ),
        )


class CertificateActivations(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES_ISSUE}

    @operation(
        "activate_certificate",
        "A card was paid for",
        request=ActivateBody,
        example=examples.CERTIFICATE_ACTIVATION,
        answers={200: CertificateState},
        refusals=[*_ALWAYS, CertificateAlreadyActive, NominalNotSold],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """For cards sold outside of our orders: an order activates the cards among its goods when it is completed."""
        body, sought = read_body(request, ActivateBody), self.seek(certificate_code)
        nominal = None if body.amount is None else kopecks_of(body.amount)

        def verb() -> Locked:
            certificate_id = sought.found()
            done = activate(
                certificate_ids=[certificate_id], cause=self.cause("activate"), at=self.at, nominal_kopecks=nominal,
                reference=body.reference,
            )  # fmt: skip
            return done[certificate_id]

        return self.change(request, body, verb)


class CertificateTopUps(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES_ISSUE}

    @operation(
        "top_up_certificate",
        "Add money to a certificate",
        request=TopUpBody,
        example=examples.CERTIFICATE_TOP_UP,
        answers={200: CertificateState},
        refusals=[*_ALWAYS, TooMuchMoney],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """Its days stay as they are."""
        body, sought, key = read_body(request, TopUpBody), self.seek(certificate_code), self.natural_key(request)
        kopecks = kopecks_of(body.amount)
        return self.change(
            request,
            body,
            lambda: top_up(
                certificate_id=sought.found(), kopecks=kopecks, cause=self.cause("top_up"), natural_key=key, at=self.at,
                reference=body.reference,
            ),
        )  # fmt: skip


class CertificateBlocks(CertificateDoor):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.CERTIFICATES_ISSUE}

    @operation(
        "block_certificate",
        "Stop a certificate",
        request=BlockBody,
        example=examples.CERTIFICATE_BLOCK,
        answers={200: CertificateState},
        refusals=[*_ALWAYS, CertificateEnded],
        is_write=True,
    )
    def post(self, request: Request, certificate_code: str) -> HttpResponse:
        """It was lost or stolen. Blocking a blocked one answers 200; staff unblocks or replaces it."""
        body, sought = read_body(request, BlockBody), self.seek(certificate_code)
        return self.change(
            request,
            body,
            lambda: block(certificate_id=sought.found(), reason=body.reason, cause=self.cause("block"), at=self.at),
        )
