"""`/coupons/{code}…` and `/members/{id}/coupons`: a code asked about, held back, let go; the coupons of a member."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from msgspec import Meta
from rest_framework.request import Request

from campaigns.check_code import check_code
from campaigns.coupons.count_wrong_code import TooManyWrongCodes, count_wrong_code
from campaigns.coupons.release_reservation import NoSuchReservation, ReservationUsed, release_reservation
from campaigns.coupons.reserve_coupon import CartReservation, CouponGone, reserve_coupon
from campaigns.coupons.standing import look_at
from campaigns.coupons.truth import NOT_VALID, Truth
from campaigns.coupons.wallet import coupons_of_member
from campaigns.engine.presented import said_of_itself
from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body, read_body
from loyalty.api.kit.door import Door, answer
from loyalty.api.kit.idempotent import write
from loyalty.api.kit.openapi import operation
from loyalty.api.kit.scalars import local
from loyalty.api.v1.balances import member_or_404
from loyalty.api.v1.carts import CartBody, IdentityBody, MemberNotFound, cart_of, member_id_of
from loyalty.api.v1.certificate_codes import codes_of
from loyalty.api.v1.decisions import CouponAnswer, coupon_answer
from loyalty.certificates.find import CertificateNotValid
from loyalty.ledger.units import kept_units
from loyalty.limits.count import TooManyAttempts
from loyalty.members.normal import InvalidIdentity
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import CouponDecision
from loyalty.purchase.guesses import guesser_of
from loyalty.purchase.quote import quote
from loyalty.purchase.shelf import AmountMismatch, LineRepeated
from loyalty.refusals import Refusal, Words
from loyalty.shops.models import Scope


class CouponNotUsable(Refusal):
    """`coupon` says what it is, as in a quote."""

    code: ClassVar[str] = "coupon_not_usable"
    title: ClassVar[Words] = _("The code cannot be used now")


class CheckBody(Body, frozen=True, kw_only=True):
    """Who asks, or the whole cart the code would be used with; the member of a cart is named in the cart."""

    member: IdentityBody | None = None
    terminal: scalars.ShortWord = ""
    cart: CartBody | None = None


class CheckAnswer(CouponAnswer, frozen=True, kw_only=True):
    """`applied`: with this cart, or without a cart by the offers that run now, which may ask for more. `valid_until` of
    a code that can be used."""

    valid_until: datetime | None


class ReserveBody(Body, frozen=True, kw_only=True):
    """For whom; without a member whoever has the token. `minutes` instead of the batch's own."""

    member: IdentityBody | None = None
    terminal: scalars.ShortWord = ""
    minutes: Annotated[int, Meta(ge=1, le=1_440)] | None = None


class ReserveAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Send `reservation` among the coupons of the cart in place of the code, or the code with the same member."""

    code: str
    reservation: str
    expires_at: datetime


class ReleaseBody(Body, frozen=True, kw_only=True):
    reservation: Annotated[scalars.Text, Meta(min_length=1, max_length=64)]


class ReleaseAnswer(msgspec.Struct, frozen=True, kw_only=True):
    code: str


class MemberCoupon(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon that was issued to the member."""

    code: str
    batch: str
    name: str
    state: Literal["usable", "reserved", "used", "expired"]
    issued_at: datetime
    valid_from: datetime | None
    valid_until: datetime | None


class MemberCouponsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The usable ones first, the soonest to end before others; at most two hundred."""

    items: list[MemberCoupon]


def _asking(member_id: int | None, terminal: str) -> Cart:
    """Who asks, in the form in which quotes are counted."""
    return Cart(member_id=member_id, lines=(), attributes={"terminal": terminal} if terminal else {})


class CouponCheck(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.COUPONS}

    @operation(
        "check_coupon",
        "What a code would do",
        request=CheckBody,
        answers={200: CheckAnswer},
        refusals=[
            TooManyWrongCodes, MemberNotFound, InvalidIdentity, CertificateNotValid, TooManyAttempts, AmountMismatch,
            LineRepeated,
        ],
    )  # fmt: skip
    def post(self, request: Request, coupon: str) -> HttpResponse:
        """Nothing is written but a count of wrong codes: who sends many is answered 429 for some minutes. Of a code
        that cannot be used no more is told than that."""
        body = read_body(request, CheckBody)
        programme = program()
        member_id = member_id_of(body.member, self.at, "member")
        asking = _asking(member_id, body.terminal)
        if body.cart is not None:
            codes = codes_of(body.cart, client=self.client, at=self.at, path="cart.")
            asking = cart_of(body.cart, scale=kept_units()[BONUS].words.scale, at=self.at, codes=codes, path="cart.")
        limit, who = guesser_of(cart=asking, shop=self.client.shop_code)
        found = check_code(
            code=coupon, shop=self.client.shop_code, member_id=asking.member_id, guesses=limit, guesser=who,
            programme=programme, at=self.at,
        )  # fmt: skip
        said = found.said
        if body.cart is not None and said.status == CouponDecision.APPLIED:
            cart = msgspec.structs.replace(asking, coupons=(coupon, *asking.coupons))
            said = quote(shop_id=self.client.shop_id, cart=cart, at=self.at).decision.coupons[0]
        until = None if found.valid_until is None else local(found.valid_until, self.zone)
        return answer(CheckAnswer(**msgspec.structs.asdict(coupon_answer(said)), valid_until=until))


class CouponReservations(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.COUPONS}

    @operation(
        "reserve_coupon",
        "Hold a use of a code back for a cart",
        request=ReserveBody,
        answers={201: ReserveAnswer},
        refusals=[CouponNotUsable, CouponGone, TooManyWrongCodes, MemberNotFound, InvalidIdentity],
        is_write=True,
    )
    def post(self, request: Request, coupon: str) -> HttpResponse:
        """Nobody else can use it until `expires_at`, to the microsecond. An order with the token, or with the code and
        the same member, uses it; reserving again for the same member lets the reservation before go."""
        body = read_body(request, ReserveBody)
        member_id = member_id_of(body.member, self.at, "member")
        limit, who = guesser_of(cart=_asking(member_id, body.terminal), shop=self.client.shop_code)
        zone = program().zone
        wrong: list[str] = []

        def verb() -> CartReservation:
            found = look_at(
                code=coupon, shop=self.client.shop_code, member_id=member_id, guesses=limit, guesser=who, at=self.at,
                zone=zone,
            )  # fmt: skip
            if found.truth is Truth.BLOCKED:
                count_wrong_code(limit=limit, who=who, at=self.at)
            if found.truth is not Truth.OK:
                if found.truth in NOT_VALID:
                    wrong.append(coupon)
                said = coupon_answer(said_of_itself(code=coupon, presented=found))
                raise CouponNotUsable(coupon=msgspec.to_builtins(said))
            return reserve_coupon(
                presented=found, shop_id=self.client.shop_id, member_id=member_id, minutes=body.minutes, at=self.at,
                zone=zone,
            )  # fmt: skip

        response = write(
            request, client_id=self.client.integration_id, body=body, verb=verb,
            render=lambda made: (201, self._answer(coupon, made)), facts=self.facts,
        )  # fmt: skip
        if wrong:  # after the transaction that the refusal undid, before anybody hears of it
            count_wrong_code(limit=limit, who=who, at=self.at)
        return response

    def _answer(self, coupon: str, made: CartReservation) -> ReserveAnswer:
        return ReserveAnswer(code=coupon, reservation=made.token, expires_at=local(made.expires_at, self.zone))


class CouponReleases(Door):
    scopes: ClassVar[Mapping[str, str]] = {"POST": Scope.COUPONS}

    @operation(
        "release_coupon",
        "Let a reservation go",
        request=ReleaseBody,
        answers={200: ReleaseAnswer},
        refusals=[NoSuchReservation, ReservationUsed],
        is_write=True,
    )
    def post(self, request: Request, coupon: str) -> HttpResponse:
        """The use is free at once. Letting go again changes nothing."""
        body = read_body(request, ReleaseBody)

        def verb() -> str:
            release_reservation(shop_id=self.client.shop_id, code=coupon, token=body.reservation, at=self.at)
            return coupon

        return write(
            request, client_id=self.client.integration_id, body=body, verb=verb,
            render=lambda code: (200, ReleaseAnswer(code=code)), facts=self.facts,
        )  # fmt: skip


class MemberCoupons(Door):
    scopes: ClassVar[Mapping[str, str]] = {"GET": Scope.MEMBERS}

    @operation("list_member_coupons", "A member's coupons", answers={200: MemberCouponsAnswer})
    def get(self, request: Request, member_id: int) -> HttpResponse:
        """Those issued to the member, used and expired ones too."""
        held = coupons_of_member(member_id=member_or_404(member_id).id, at=self.at)
        items = [
            MemberCoupon(
                code=one.code, batch=one.batch, name=one.name,
                state=one.state,  # type: ignore[arg-type]  # the wallet's words are these
                issued_at=local(one.issued_at, self.zone),
                valid_from=one.valid_from and local(one.valid_from, self.zone),
                valid_until=one.valid_until and local(one.valid_until, self.zone),
            )
            for one in held
        ]  # fmt: skip
        return answer(MemberCouponsAnswer(items=items))
