"""The programme's own earn: which kopecks count, and how many points they are worth. Used by price and by returns."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from loyalty.money import BASIS_POINTS, BONUS, round_to_step, split
from loyalty.program.settings import EarnPerAmount, EarnPercent, EarnSteps, Settings
from loyalty.purchase.decision import Step


class Sold(msgspec.Struct, frozen=True, kw_only=True):
    """A line, or delivery, as earning sees it. `money_kopecks` is what was paid in money, certificates included.

    A delivery is never "discounted" here: whether it counts is a switch of its own.
    """

    line_id: str | None
    money_kopecks: int
    points_paid_kopecks: int = 0
    is_discounted: bool = False
    is_certificate: bool = False


@dataclass(frozen=True, kw_only=True)
class Earned:
    """`bases` (kopecks that count) and `points` are aligned with what was sold; the points add up to `total`."""

    bases: tuple[int, ...]
    points: tuple[int, ...]
    total: int
    steps: tuple[Step, ...]


def earn(*, sold: Sequence[Sold], settings: Settings, step_kopecks: int) -> Earned:
    """BONUS that these goods earn, in minor steps worth `step_kopecks` each."""
    bases = [base_of(one, settings) for one in sold]
    whole = sum(bases)
    if settings.rounding.level == "order":
        total = _worth(whole, whole, settings, step_kopecks)
        points = split(total, bases)
    else:
        points = [_worth(base, whole, settings, step_kopecks) for base in bases]
        total = sum(points)
    steps = [_base_step(sold, bases, settings), _earn_step(whole, total, settings, step_kopecks)]
    for one, base, part in zip(sold, bases, points, strict=True):
        if part:
            steps.append(_part_step(one, base, part, whole, total, settings))
    return Earned(bases=tuple(bases), points=tuple(points), total=total, steps=tuple(steps))


def base_of(sold: Sold, settings: Settings) -> int:
    """Kopecks of a part that count for earning under the programme's switches."""
    if sold.line_id is None and not settings.earn_on_delivery:
        return 0
    if sold.is_discounted and not settings.earn_on_discounted_lines:
        return 0
    if sold.is_certificate and not settings.earn_on_certificates:
        return 0
    return sold.money_kopecks + (sold.points_paid_kopecks if settings.earn_on_points_paid else 0)


def _rate(whole: int, rule: EarnPercent | EarnSteps) -> int:
    """The rate that holds for a whole base: with steps, of the highest one it reaches; below the first, none."""
    if isinstance(rule, EarnPercent):
        return rule.rate
    reached = [step.rate for step in rule.steps if step.from_kopecks <= whole]  # thresholds rise
    return reached[-1] if reached else 0


def _worth(base: int, whole: int, settings: Settings, step_kopecks: int) -> int:
    rule, rounding = settings.earn, settings.rounding
    if isinstance(rule, EarnPerAmount):
        points = base // rule.amount_kopecks * rule.points
        return round_to_step(points, 1, rounding.step, rounding.direction)
    numerator = base * _rate(whole, rule)
    return round_to_step(numerator, BASIS_POINTS * step_kopecks, rounding.step, rounding.direction)


def _base_step(sold: Sequence[Sold], bases: Sequence[int], settings: Settings) -> Step:
    return Step(
        code="earn_base",
        numbers={
            "money_kopecks": sum(one.money_kopecks for one in sold if one.line_id is not None),
            "delivery_kopecks": sum(one.money_kopecks for one in sold if one.line_id is None),
            "points_paid_kopecks": sum(one.points_paid_kopecks for one in sold),
            "on_delivery": int(settings.earn_on_delivery),
            "on_points_paid": int(settings.earn_on_points_paid),
            "on_discounted_lines": int(settings.earn_on_discounted_lines),
            "on_certificates": int(settings.earn_on_certificates),
            "result_kopecks": sum(bases),
        },
    )


def _earn_step(whole: int, total: int, settings: Settings, step_kopecks: int) -> Step:
    rule, rounding = settings.earn, settings.rounding
    numbers: dict[str, int | str | None] = {"base_kopecks": whole}
    if isinstance(rule, EarnPerAmount):
        code = "earn_per_amount"
        numbers |= {"points": rule.points, "amount_kopecks": rule.amount_kopecks}
    else:
        code = "earn_percent"
        numbers |= {"rate": _rate(whole, rule), "step_kopecks": step_kopecks}
    numbers |= {
        "on_points_paid": int(settings.earn_on_points_paid),
        "rounding_level": rounding.level,
        "rounding_direction": rounding.direction.value,
        "rounding_step_points": rounding.step,
        "unit": BONUS,
        "result_points": total,
    }
    return Step(code=code, numbers=numbers)


def _part_step(sold: Sold, base: int, part: int, whole: int, total: int, settings: Settings) -> Step:
    """By order the total is split; by line each part was computed and rounded by itself."""
    numbers: dict[str, int | str | None] = {"weight_kopecks": base, "unit": BONUS, "result_points": part}
    if settings.rounding.level == "line":
        return Step(code="earn_line", line_id=sold.line_id, numbers=numbers)
    shared: dict[str, int | str | None] = {"total_points": total, "base_kopecks": whole}
    return Step(code="earn_share", line_id=sold.line_id, numbers={**numbers, **shared})
