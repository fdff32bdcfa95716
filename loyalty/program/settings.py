"""The programme's settings: one frozen value per version, parsed once from JSON and checked here."""

from dataclasses import dataclass
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from loyalty.money import Direction
from loyalty.program.validity import Validity

Percent = Annotated[int, msgspec.Meta(ge=0, le=10_000)]  # basis points
NonNegative = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
MOST_PER_KOPECK = 100  # the largest cart there can be earns 2 · 10^17 then, and a column holds 9 · 10^18
Positive = Annotated[int, msgspec.Meta(ge=1, le=10**15)]


class EarnPercent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="percent", tag_field="by"):
    """Points worth this share (basis points) of the earning base."""

    rate: Percent


class EarnPerAmount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="per_amount", tag_field="by"):
    """`points` for every full `amount_kopecks` of the earning base."""

    points: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    amount_kopecks: Positive

    def __post_init__(self) -> None:
        if self.points > self.amount_kopecks * MOST_PER_KOPECK:
            raise ValueError("at most 100 points are earned for a kopeck: more would not fit into an account")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    from_kopecks: NonNegative
    rate: Percent


class EarnSteps(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="steps", tag_field="by"):
    """The rate of the highest step whose threshold the earning base reaches, on the whole base."""

    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=20)]

    def __post_init__(self) -> None:
        thresholds = [step.from_kopecks for step in self.steps]
        if thresholds != sorted(set(thresholds)):
            raise ValueError("thresholds of steps must rise")


class Rounding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How earned points are rounded: per line or once per order, to a multiple of `step` minor steps."""

    level: Literal["line", "order"] = "order"
    direction: Direction = Direction.DOWN
    step: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1


Earn = EarnPercent | EarnPerAmount | EarnSteps


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rung: reached with `threshold` minor steps of STATUS. `earn` is its own base earn; None: the programme's."""

    code: Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
    name_ru: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    name_en: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    threshold: Annotated[int, msgspec.Meta(ge=1, le=10**15)]
    earn: Earn | None = None


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Tiers from the lowest up, and what is gathered for them: a STATUS point for every rouble spent, one for every
    order, or only those that campaigns give. `days`: gathered over so many local days, today the last of them; None:
    over a calendar year, and then it holds to the end of the next one. Below the first tier a member has none."""

    measure: Literal["spend", "orders", "points"]
    days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] | None = 365
    tiers: Annotated[tuple[Tier, ...], msgspec.Meta(min_length=1, max_length=12)]

    def __post_init__(self) -> None:
        thresholds = [tier.threshold for tier in self.tiers]
        if thresholds != sorted(set(thresholds)):
            raise ValueError("thresholds of tiers must rise")
        if len({tier.code for tier in self.tiers}) < len(self.tiers):
            raise ValueError("codes of tiers must differ")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything a programme decides. Money in kopecks, points in minor steps of BONUS, rates in basis points."""

    earn: Earn = EarnPercent(rate=500)
    earn_on_delivery: bool = False
    earn_on_points_paid: bool = False
    earn_on_discounted_lines: bool = True
    earn_on_certificates: bool = False
    rounding: Rounding = Rounding()
    pending_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 0
    validity: Validity = Validity()
    burn_max_rate: Percent = 5_000
    burn_min_receipt_kopecks: NonNegative = 0
    burn_min_balance: NonNegative = 0
    burn_code_above: NonNegative | None = None
    claw_back: Literal["debt", "cap"] = "debt"
    give_back_grace_days: Annotated[int, msgspec.Meta(ge=0, le=365)] = 14
    certificate_expiry: Literal["keep", "write_off"] = "keep"
    withhold_lost_discount: bool = False
    discount_line_rate: Percent = 10_000
    discount_order_rate: Percent = 10_000
    return_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)] = 365
    quote_minutes: Annotated[int, msgspec.Meta(ge=1, le=120)] = 15
    pending_order_minutes: Annotated[int, msgspec.Meta(ge=1, le=1_440)] = 30
    late_hours: Annotated[int, msgspec.Meta(ge=1, le=720)] = 72
    ladder: Ladder | None = None


@dataclass(frozen=True)
class Programme:
    """The programme as of one settings version. `ruleset` and `oldest_ruleset` are those in force now."""

    version: int
    name: str
    zone: ZoneInfo
    settings: Settings
    ruleset: int = 0
    oldest_ruleset: int = 0


def parse(raw: object) -> Settings:
    """Settings from stored JSON; msgspec.ValidationError names the path of what is wrong."""
    return msgspec.convert(raw, Settings)


def dump(settings: Settings) -> dict[str, object]:
    """JSON-ready form for storage; `parse` of it gives an equal value."""
    raw: dict[str, object] = msgspec.to_builtins(settings)
    return raw
