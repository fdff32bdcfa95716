"""The answer to a cart: every amount by its name (README.md), with its steps. Frozen; stored with the order."""

from datetime import datetime
from typing import ClassVar

import msgspec

from loyalty.money import BONUS


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the trace: a stable code, the line it speaks of, and the numbers that went in and came out.

    `numbers` are integers in our units, or short strings; `trace.py` renders the step as a sentence in either language.
    """

    code: str
    line_id: str | None = None
    numbers: dict[str, int | str | None] = {}


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign's part in a line or in the order, after splitting and trimming; `points` it added, by unit."""

    campaign: str
    version: int
    effect: str
    kopecks: int
    points: dict[str, int] = {}
    text_ru: str
    text_en: str


class FiscalPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a line for a fiscal printer: price × quantity is exactly the amount."""

    quantity_milli: int
    price_kopecks: int
    amount_kopecks: int


class LineDecision(msgspec.Struct, frozen=True, kw_only=True):
    """base = discount + points_paid + certificates_paid + to_pay, all kopecks.

    `burnt` is in points of BONUS, `earned` in points by unit.
    """

    line_id: str
    base_kopecks: int
    discount_kopecks: int
    points_paid_kopecks: int
    certificates_paid_kopecks: int
    to_pay_kopecks: int
    burnt: int
    earned: dict[str, int]
    applied: tuple[Applied, ...] = ()
    fiscal: tuple[FiscalPart, ...] = ()


class DeliveryDecision(msgspec.Struct, frozen=True, kw_only=True):
    base_kopecks: int
    discount_kopecks: int
    certificates_paid_kopecks: int = 0
    to_pay_kopecks: int
    earned: dict[str, int] = {}
    applied: tuple[Applied, ...] = ()


class BurnDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Points in minor steps. `max` is the most this receipt allows; `requested` equals it when the most was asked for.

    `limited_by` says why not more was applied than asked for (of `max`: why not more at all): None, "balance", "limit",
    "floor", "min_receipt", "min_balance", "member" or "frozen".
    """

    requested: int
    applied: int
    max: int
    limited_by: str | None
    code_required: bool


class CertificatePaid(msgspec.Struct, frozen=True, kw_only=True):
    """What one certificate pays of the order. `requested` is None when as much as there is to pay was asked for;
    `tail` is the end of its code."""

    id: int
    tail: str
    requested: int | None
    available_kopecks: int
    kopecks: int


class EarnDecision(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one unit that the order earns, with the dates of the lot."""

    unit: str
    points: int
    available_from: datetime
    expires_at: datetime | None


class NotApplied(msgspec.Struct, frozen=True, kw_only=True):
    campaign: str
    code: str
    text_ru: str
    text_en: str
    missing: dict[str, str]


class CouponDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one code of the cart. `reason` is a stable code, empty for what applied; `missing` as in
    NotApplied; `campaigns` that it opened. `truth` is for support: what the words leave open for guessers' sake."""

    APPLIED: ClassVar[str] = "applied"
    NOT_APPLIED: ClassVar[str] = "not_applied"
    NOT_VALID: ClassVar[str] = "not_valid"
    NOT_CHECKED: ClassVar[str] = "not_checked"

    code: str
    status: str
    reason: str = ""
    text_ru: str
    text_en: str
    missing: dict[str, str] = {}
    campaigns: tuple[str, ...] = ()
    truth: str = ""


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """Points of a unit that pay for what a campaign gives: their parts by line_id and for delivery, where the campaign
    took something off them. What is in no part paid for something that is no goods of the order."""

    campaign: str
    version: int
    effect: str
    unit: str
    points: int
    lines: dict[str, int] = {}
    delivery: int = 0
    text_ru: str
    text_en: str


class GiftChoice(msgspec.Struct, frozen=True, kw_only=True):
    sku: str
    quantity_milli: int


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """Goods that may be handed out for nothing: any one of `choices`."""

    campaign: str
    version: int
    effect: str
    choices: tuple[GiftChoice, ...]
    text_ru: str
    text_en: str


class CouponToCome(msgspec.Struct, frozen=True, kw_only=True):
    """A code of `batch` that the customer gets once the order is completed."""

    campaign: str
    version: int
    effect: str
    batch: str
    text_ru: str
    text_en: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign's words, and where they go: till, receipt, cart or cabinet."""

    campaign: str
    version: int
    slot: str
    text_ru: str
    text_en: str


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer. Totals include delivery; lines add up to them exactly.

    Points burnt are those of `burn` and those of `spent`: `burnt` adds them up. Orders keep decisions for ever: a new
    field needs a default."""

    program_version: int
    ruleset: int
    at: datetime
    base_kopecks: int
    discount_kopecks: int
    points_paid_kopecks: int
    certificates_paid_kopecks: int
    to_pay_kopecks: int
    lines: tuple[LineDecision, ...]
    delivery: DeliveryDecision | None
    burn: BurnDecision
    earn: tuple[EarnDecision, ...]
    applied: tuple[Applied, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    coupons: tuple[CouponDecision, ...] = ()
    certificates: tuple[CertificatePaid, ...] = ()
    spent: tuple[Spent, ...] = ()
    gifts: tuple[Gift, ...] = ()
    messages: tuple[Message, ...] = ()
    coupons_to_come: tuple[CouponToCome, ...] = ()
    trace: tuple[Step, ...] = ()

    def offered(self) -> bool:
        """Whether campaigns had a part in it, if only with words."""
        return bool(self.applied or self.messages)

    def burnt(self) -> dict[str, int]:
        """Minor steps by unit, BONUS first: what pays for the goods, and what campaigns are paid with."""
        points = {BONUS: self.burn.applied} if self.burn.applied else {}
        for spent in self.spent:
            points[spent.unit] = points.get(spent.unit, 0) + spent.points
        return points

    def units(self) -> set[str]:
        """The units whose accounts the order moves."""
        return {earn.unit for earn in self.earn} | self.burnt().keys()
