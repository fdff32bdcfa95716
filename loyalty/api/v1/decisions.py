"""A priced cart as the till reads it: the answer of a quote and the body of an order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from loyalty.api.kit.scalars import local
from loyalty.certificates.models import masked
from loyalty.ledger.units import UnitView
from loyalty.money import BONUS, to_decimal
from loyalty.purchase.decision import (
    Applied,
    BurnDecision,
    CouponDecision,
    Decision,
    DeliveryDecision,
    EarnDecision,
    FiscalPart,
    Gift,
    LineDecision,
    Message,
    NotApplied,
    Spent,
)
from loyalty.words import is_russian

Sum = Annotated[str, Meta(pattern=r"^-?[0-9]+\.[0-9]{2}$", description="Roubles", examples=["709.00"])]
Amount = Annotated[str, Meta(pattern=r"^-?[0-9]+(\.[0-9]{1,2})?$", description="Points", examples=["25"])]
Units = Mapping[str, UnitView]


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """base = discount + points_paid + certificates_paid + to_pay, delivery included."""

    base: Sum
    discount: Sum
    points_paid: Sum
    certificates_paid: Sum
    to_pay: Sum


class BurnAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`max` is the most this cart allows; `limited_by` says why less than `requested` is applied."""

    requested: Amount
    applied: Amount
    max: Amount
    limited_by: Literal["balance", "limit", "min_receipt", "min_balance", "floor", "member", "frozen"] | None
    code_required: Annotated[bool, Meta(description="The order must carry `burn.code`, or the member's QR code.")]


class UnitAmount(msgspec.Struct, frozen=True, kw_only=True):
    unit: str
    amount: Amount


class EarnAnswer(UnitAmount, frozen=True, kw_only=True):
    """Points to be earned. `expires_at` is the midnight they go at; null when they never do."""

    available_from: datetime
    expires_at: datetime | None


class OrderApplied(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign's part in the whole order: money off, and points added where there are any. `text` says it to the
    customer, by the names that categories, goods, shops and points have now; codes stand in the other fields."""

    campaign: str
    version: int
    amount: Sum
    text: str
    points: list[UnitAmount] | UnsetType = UNSET


class LineApplied(OrderApplied, frozen=True, kw_only=True):
    """A campaign's part in one line."""

    effect: str


class FiscalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the line whose price × quantity is exactly its amount."""

    quantity: str
    price: Sum
    amount: Sum


class LineAnswer(msgspec.Struct, frozen=True, kw_only=True):
    line_id: str
    base: Sum
    discount: Sum
    points_paid: Sum
    certificates_paid: Sum
    to_pay: Sum
    earn: list[UnitAmount]
    applied: list[LineApplied]
    fiscal: Annotated[list[FiscalAnswer] | UnsetType, Meta(description="When the cart says `fiscal`.")] = UNSET


class DeliveryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    base: Sum
    discount: Sum
    certificates_paid: Sum
    to_pay: Sum
    earn: list[UnitAmount] | UnsetType = UNSET


class CertificateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate of the cart pays, in the order sent; `left` on it when this was priced. `code` is masked."""

    code: str
    paid: Sum
    left: Sum


class NotAppliedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign that nearly applied, and what is missing."""

    campaign: str
    code: str
    missing: dict[str, str]
    text: str


class CouponAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A code of the cart. `not_applied`: the code is good, `reason`, `text` and `missing` say why it does nothing here.
    `not_valid` is all that is told of a code that cannot be used. `not_checked`: there were too many wrong ones."""

    code: str
    status: Literal["applied", "not_applied", "not_valid", "not_checked"]
    reason: str
    text: str
    missing: dict[str, str]


class SpentAnswer(UnitAmount, frozen=True, kw_only=True):
    """Points that a campaign takes for what it gives: six stamps for a coffee."""

    campaign: str
    version: int
    text: str


class GiftChoiceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    quantity: str


class GiftAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Goods to hand out for nothing: any one of `choices`."""

    campaign: str
    version: int
    choices: list[GiftChoiceAnswer]
    text: str


class MessageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Words for a person, and where to put them."""

    slot: str
    text: str


class Priced(msgspec.Struct, frozen=True, kw_only=True):
    """A priced cart. Lines and delivery add up to the totals exactly."""

    totals: Totals
    burn: BurnAnswer
    earn: list[EarnAnswer]
    lines: list[LineAnswer]
    delivery: DeliveryAnswer | None
    applied: list[OrderApplied]
    not_applied: list[NotAppliedAnswer]
    coupons: list[CouponAnswer]
    certificates: list[CertificateAnswer]
    spent: list[SpentAnswer]
    gifts: list[GiftAnswer]
    messages: list[MessageAnswer]


def priced(decision: Decision, *, coupons: Sequence[str], units: Units, zone: ZoneInfo) -> dict[str, Any]:
    """The fields of `Priced` for a decision, in the caller's language and the shop's time."""
    return {
        "totals": Totals(
            base=money(decision.base_kopecks),
            discount=money(decision.discount_kopecks),
            points_paid=money(decision.points_paid_kopecks),
            certificates_paid=money(decision.certificates_paid_kopecks),
            to_pay=money(decision.to_pay_kopecks),
        ),
        "burn": _burn(decision.burn, units),
        "earn": [_earn(earn, units, zone) for earn in decision.earn],
        "lines": [_line(line, units) for line in decision.lines],
        "delivery": decision.delivery and _delivery(decision.delivery, units),
        "applied": [OrderApplied(**_applied(applied, units)) for applied in decision.applied],
        "not_applied": [_not_applied(campaign) for campaign in decision.not_applied],
        "coupons": [coupon_answer(one) for one in decision.coupons or _unheard(coupons)],
        "certificates": [
            CertificateAnswer(
                code=masked(one.tail), paid=money(one.kopecks), left=money(one.available_kopecks - one.kopecks)
            )
            for one in decision.certificates
        ],
        "spent": [_spent(spent, units) for spent in decision.spent],
        "gifts": [_gift(gift) for gift in decision.gifts],
        "messages": [MessageAnswer(slot=message.slot, text=_text(message)) for message in decision.messages],
    }


def money(kopecks: int) -> str:
    return to_decimal(kopecks, 2)


def quantity(milli: int) -> str:
    """Thousandths without zeroes at the end: "2", "0.35"."""
    return to_decimal(milli, 3).rstrip("0").rstrip(".")


def amount(points: int, unit: str, units: Units) -> str:
    """Points in minor steps, with the digits of their unit."""
    return to_decimal(points, units[unit].words.scale)


def amounts(points: Mapping[str, int], units: Units) -> list[UnitAmount]:
    """Points by unit, BONUS first, without zeroes."""
    ordered = sorted(points.items(), key=lambda item: (item[0] != BONUS, item[0]))
    return [UnitAmount(unit=unit, amount=amount(minor, unit, units)) for unit, minor in ordered if minor]


def _burn(burn: BurnDecision, units: Units) -> BurnAnswer:
    return BurnAnswer(
        requested=amount(burn.requested, BONUS, units),
        applied=amount(burn.applied, BONUS, units),
        max=amount(burn.max, BONUS, units),
        limited_by=burn.limited_by,  # type: ignore[arg-type]  # the decision's words are these
        code_required=burn.code_required,
    )


def _earn(earn: EarnDecision, units: Units, zone: ZoneInfo) -> EarnAnswer:
    return EarnAnswer(
        unit=earn.unit,
        amount=amount(earn.points, earn.unit, units),
        available_from=local(earn.available_from, zone),
        expires_at=earn.expires_at and local(earn.expires_at, zone),
    )


def _line(line: LineDecision, units: Units) -> LineAnswer:
    return LineAnswer(
        line_id=line.line_id,
        base=money(line.base_kopecks),
        discount=money(line.discount_kopecks),
        points_paid=money(line.points_paid_kopecks),
        certificates_paid=money(line.certificates_paid_kopecks),
        to_pay=money(line.to_pay_kopecks),
        earn=amounts(line.earned, units),
        applied=[LineApplied(effect=applied.effect, **_applied(applied, units)) for applied in line.applied],
        fiscal=_fiscal(line.fiscal) or UNSET,
    )


def _fiscal(parts: Iterable[FiscalPart]) -> list[FiscalAnswer]:
    return [
        FiscalAnswer(
            quantity=quantity(part.quantity_milli),
            price=money(part.price_kopecks),
            amount=money(part.amount_kopecks),
        )
        for part in parts
    ]


def _delivery(delivery: DeliveryDecision, units: Units) -> DeliveryAnswer:
    return DeliveryAnswer(
        base=money(delivery.base_kopecks),
        discount=money(delivery.discount_kopecks),
        certificates_paid=money(delivery.certificates_paid_kopecks),
        to_pay=money(delivery.to_pay_kopecks),
        earn=amounts(delivery.earned, units) or UNSET,
    )


def _applied(applied: Applied, units: Units) -> dict[str, Any]:
    return {
        "campaign": applied.campaign,
        "version": applied.version,
        "amount": money(applied.kopecks),
        "text": _text(applied),
        "points": amounts(applied.points, units) or UNSET,
    }


def _not_applied(campaign: NotApplied) -> NotAppliedAnswer:
    return NotAppliedAnswer(
        campaign=campaign.campaign,
        code=campaign.code,
        missing=campaign.missing,
        text=_text(campaign),
    )


def coupon_answer(one: CouponDecision) -> CouponAnswer:
    """What became of a code, in the caller's language."""
    return CouponAnswer(
        code=one.code,
        status=one.status,  # type: ignore[arg-type]  # the decision's words are these
        reason=one.reason,
        text=_text(one),
        missing=one.missing,
    )


def _unheard(coupons: Sequence[str]) -> list[CouponDecision]:
    """The codes of an order that was decided before codes were kept with decisions, or without campaigns."""
    status = CouponDecision.NOT_VALID
    return [CouponDecision(code=code, status=status, reason=status, text_ru="", text_en="") for code in coupons]


def _spent(spent: Spent, units: Units) -> SpentAnswer:
    return SpentAnswer(
        campaign=spent.campaign,
        version=spent.version,
        unit=spent.unit,
        amount=amount(spent.points, spent.unit, units),
        text=_text(spent),
    )


def _gift(gift: Gift) -> GiftAnswer:
    return GiftAnswer(
        campaign=gift.campaign,
        version=gift.version,
        choices=[GiftChoiceAnswer(sku=one.sku, quantity=quantity(one.quantity_milli)) for one in gift.choices],
        text=_text(gift),
    )


def _text(said: Applied | CouponDecision | NotApplied | Spent | Gift | Message) -> str:
    return said.text_ru if is_russian() else said.text_en
