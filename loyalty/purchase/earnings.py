"""All that an order earns, by part and by unit: the programme's own earn and what campaigns add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.ledger.lot_dates import lot_dates
from loyalty.money import BONUS, STATUS
from loyalty.program.settings import Programme
from loyalty.purchase.decision import Applied, EarnDecision, Step
from loyalty.purchase.discounts import applied
from loyalty.purchase.earning import Sold, earn
from loyalty.purchase.extra_earn import EARNS, names_lines, points_of, unit_of
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import ExtraEarn, Outcome
from loyalty.purchase.status import status_points, status_step


@dataclass(frozen=True, kw_only=True)
class Earnings:
    """`parts` (points by unit) and `applied` (what campaigns added to a line) are aligned with what was sold; each unit
    adds up to its total over the parts, but for the status of the order, which has no parts. `applied_to_order` is what
    campaigns added to the order as a whole."""

    parts: tuple[dict[str, int], ...]
    applied: tuple[tuple[Applied, ...], ...]
    applied_to_order: tuple[Applied, ...]
    totals: dict[str, int]
    steps: tuple[Step, ...]


def nothing(sold: Sequence[Sold]) -> Earnings:
    """For a guest, or a member who may not earn."""
    return Earnings(
        parts=tuple({} for _ in sold), applied=tuple(() for _ in sold), applied_to_order=(), totals={}, steps=()
    )


def earnings(*, sold: Sequence[Sold], offered: Offered, programme: Programme, step_kopecks: int) -> Earnings:
    """The base earn, then what every earning outcome adds, in the order offered."""
    base = earn(sold=sold, settings=programme.settings, step_kopecks=step_kopecks)
    parts = [{BONUS: points} if points else {} for points in base.points]
    by_line: list[list[Applied]] = [[] for _ in sold]
    by_order: list[Applied] = []
    steps = list(base.steps)
    for outcome in offered.outcomes:
        if not isinstance(outcome, EARNS):
            continue
        shares = points_of(outcome, sold=sold, settings=programme.settings, step_kopecks=step_kopecks)
        unit, total = unit_of(outcome), sum(shares)
        if not total:
            continue
        steps.append(_step(outcome, unit, total))
        for index, points in enumerate(shares):
            _add(parts[index], unit, points)
            if points and names_lines(outcome):
                by_line[index].append(applied(outcome, 0, {unit: points}))
        if not names_lines(outcome):
            by_order.append(applied(outcome, 0, {unit: total}))
    totals = _totals(parts)
    if status := status_points(sold=sold, settings=programme.settings):
        totals[STATUS] = totals.get(STATUS, 0) + status
        steps.append(status_step(status))
    return Earnings(
        parts=tuple(parts),
        applied=tuple(tuple(line) for line in by_line),
        applied_to_order=tuple(by_order),
        totals=totals,
        steps=tuple(steps),
    )


def lots(*, totals: dict[str, int], programme: Programme, at: datetime) -> tuple[EarnDecision, ...]:
    """Of each unit, with the dates that its lots live by: one for each campaign that gives some, one for the rest."""
    dated = ((unit, points, lot_dates(programme, unit=unit, at=at)) for unit, points in totals.items())
    return tuple(
        EarnDecision(unit=unit, points=points, available_from=dates.available_from, expires_at=dates.expires_at)
        for unit, points, dates in dated
    )


def dates_of(lot: EarnDecision, programme: Programme) -> tuple[Step, ...]:
    """The trace of a lot's dates, as the programme's zone shows them; status cannot be spent, so it has none."""
    if lot.unit == STATUS and programme.settings.ladder is not None:
        return ()
    end = lot.expires_at
    return (
        Step(
            code="lot_dates",
            numbers={
                "unit": lot.unit,
                "points": lot.points,
                "pending_days": programme.settings.pending_days,
                "validity": programme.settings.validity.by,
                "validity_count": programme.settings.validity.count,
                "available_at": lot.available_from.astimezone(programme.zone).isoformat(),
                "expires_at": None if end is None else end.astimezone(programme.zone).isoformat(),
            },
        ),
    )


def _add(part: dict[str, int], unit: str, points: int) -> None:
    if points:
        part[unit] = part.get(unit, 0) + points


def _totals(parts: Sequence[dict[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for part in parts:
        for unit, points in part.items():
            totals[unit] = totals.get(unit, 0) + points
    return totals


def _step(outcome: Outcome, unit: str, total: int) -> Step:
    return Step(
        code="extra_earn",
        line_id=outcome.line_id if isinstance(outcome, ExtraEarn) else None,
        numbers={
            "campaign": outcome.campaign,
            "version": outcome.version,
            "text_ru": outcome.text.ru,
            "text_en": outcome.text.en,
            "unit": unit,
            "result_points": total,
        },
    )
