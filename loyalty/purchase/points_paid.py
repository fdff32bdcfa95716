"""The part of the goods that is paid with points: how much is allowed, and where it falls."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.money import BASIS_POINTS, split
from loyalty.program.settings import Settings
from loyalty.purchase.cart import Burn
from loyalty.purchase.decision import BurnDecision, Step
from loyalty.purchase.facts import Facts
from loyalty.purchase.outcomes import BurnLimit


@dataclass(frozen=True, kw_only=True)
class PointsPaid:
    """`kopecks` and `points` are aligned with the lines and add up to what is burnt."""

    burn: BurnDecision
    kopecks: tuple[int, ...]
    points: tuple[int, ...]
    steps: tuple[Step, ...]


def pay_with_points(
    *,
    burn: Burn,
    line_ids: Sequence[str],
    goods: Sequence[int],
    payable: Sequence[int],
    facts: Facts,
    settings: Settings,
    limit: BurnLimit | None = None,
    spent: int = 0,
    spent_worth: int = 0,
) -> PointsPaid:
    """`goods`: kopecks of each line after discounts (certificates 0); `payable`: how much of it is above the floor.

    `limit` is a campaign's share of goods in place of the programme's; `spent` points campaigns have taken already,
    `spent_worth` kopecks what they have taken of all units is worth.
    """
    total = sum(goods)
    rate = settings.burn_max_rate if limit is None else limit.rate
    available = max(0, facts.available - spent)
    allowances = {  # of equal ones the first is named
        "balance": available,
        "limit": total * rate // (BASIS_POINTS * facts.step_kopecks),
        "floor": sum(payable) // facts.step_kopecks,
    }
    most, by = _most(total, allowances, facts, settings)
    requested = {"none": 0, "amount": burn.points, "max": most}[burn.mode]
    applied = min(requested, most)
    asked = burn.mode == "max" or requested > 0
    limited_by = by if asked and (burn.mode == "max" or applied < requested) else None
    threshold = settings.burn_code_above
    decision = BurnDecision(
        requested=requested,
        applied=applied,
        max=most,
        limited_by=limited_by,
        code_required=threshold is not None
        and applied * facts.step_kopecks + spent_worth > threshold * facts.step_kopecks,
    )
    kopecks = split(applied * facts.step_kopecks, payable)
    points = split(applied, kopecks)
    steps = [] if limit is None else [_rate_step(limit, settings)]
    if facts.can_burn or asked:
        steps.append(_limit_step(total, rate, allowances, decision, facts, settings))
    if applied:
        steps += _paid_steps(line_ids, payable, kopecks, points, applied, facts.step_kopecks)
    return PointsPaid(burn=decision, kopecks=tuple(kopecks), points=tuple(points), steps=tuple(steps))


def _most(goods: int, allowances: dict[str, int], facts: Facts, settings: Settings) -> tuple[int, str]:
    """The most points this receipt may be paid with, and the limit that says so."""
    if not facts.can_burn:
        return 0, "member"
    if facts.frozen:
        return 0, "frozen"
    if goods < settings.burn_min_receipt_kopecks:
        return 0, "min_receipt"
    if facts.available < settings.burn_min_balance:
        return 0, "min_balance"
    by = min(allowances, key=lambda name: allowances[name])
    return allowances[by], by


def _rate_step(limit: BurnLimit, settings: Settings) -> Step:
    """Which campaign changed the share, and from what."""
    return Step(
        code="burn_rate",
        numbers={
            "campaign": limit.campaign,
            "version": limit.version,
            "text_ru": limit.text.ru,
            "text_en": limit.text.en,
            "program_rate": settings.burn_max_rate,
            "rate": limit.rate,
        },
    )


def _limit_step(
    goods: int, rate: int, allowances: dict[str, int], burn: BurnDecision, facts: Facts, settings: Settings
) -> Step:
    return Step(
        code="burn_limit",
        numbers={
            "goods_kopecks": goods,
            "rate": rate,
            "step_kopecks": facts.step_kopecks,
            "limit_points": allowances["limit"],
            "floor_points": allowances["floor"],
            "available_points": allowances["balance"],
            "min_receipt_kopecks": settings.burn_min_receipt_kopecks,
            "min_balance_points": settings.burn_min_balance,
            "requested_points": burn.requested,
            "limited_by": burn.limited_by,
            "result_points": burn.max,
        },
    )


def _paid_steps(
    line_ids: Sequence[str],
    payable: Sequence[int],
    kopecks: Sequence[int],
    points: Sequence[int],
    applied: int,
    step_kopecks: int,
) -> list[Step]:
    paid = applied * step_kopecks
    whole = sum(payable)
    steps = [
        Step(code="points_paid", numbers={"points": applied, "step_kopecks": step_kopecks, "result_kopecks": paid})
    ]
    for line_id, weight, part, burnt in zip(line_ids, payable, kopecks, points, strict=True):
        if part:
            steps.append(
                Step(
                    code="points_paid_share",
                    line_id=line_id,
                    numbers={
                        "total_kopecks": paid,
                        "weight_kopecks": weight,
                        "payable_kopecks": whole,
                        "points": burnt,
                        "result_kopecks": part,
                    },
                )
            )
    return steps
