"""Points that a return takes: what the order still holds of its earn, less what the goods that are left should earn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loyalty.money import BONUS, STATUS
from loyalty.program.settings import Settings
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.decision import Decision, Step
from loyalty.purchase.earning import Sold, earn
from loyalty.purchase.extra_earn import points_of, unit_of
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import Outcome
from loyalty.purchase.returning import Before, Left, share_left
from loyalty.purchase.status import status_points


@dataclass(frozen=True, kw_only=True)
class Unearned:
    """Minor steps by unit; units with nothing to take are left out."""

    points: dict[str, int]
    steps: tuple[Step, ...]


def unearned(
    *, cart: Cart, facts: Facts, decision: Decision, settings: Settings, before: Before, left: Left, offered: Offered
) -> Unearned:
    """Never below zero, and never more than was earned less what was clawed back before."""
    sold = _still_sold(cart, facts, decision, left)
    base = earn(sold=sold, settings=settings, step_kopecks=facts.step_kopecks)
    kept = [one for one, line in zip(sold, cart.lines, strict=False) if _is_left(left, line)]
    status = status_points(sold=kept, settings=settings)
    extra = _extras(offered.outcomes, sold, settings, facts.step_kopecks) if left.cart.lines else {}
    taken: dict[str, int] = {}
    steps: list[Step] = []
    for lot in decision.earn:
        clawed_before = before.clawed_back.get(lot.unit, 0)
        own = {BONUS: base.total, STATUS: status}.get(lot.unit, 0)
        should = extra.get(lot.unit, 0) + own
        points = max(0, lot.points - clawed_before - should)
        if lot.unit == BONUS:
            steps += [_of_left(step) for step in base.steps if step.code in ("earn_percent", "earn_per_amount")]
        if points:
            taken[lot.unit] = points
            numbers: dict[str, int | str | None] = {
                "unit": lot.unit,
                "earned_points": lot.points,
                "clawed_before_points": clawed_before,
                "left_points": should,
                "result_points": points,
            }
            steps.append(Step(code="claw_back", numbers=numbers))
    return Unearned(points=taken, steps=tuple(steps))


def _still_sold(cart: Cart, facts: Facts, decision: Decision, left: Left) -> list[Sold]:
    """The order as earning sees it, at the shares that are left; a line discounted when sold stays a discounted one."""
    sold = []
    for line, goods, was in zip(cart.lines, facts.goods, decision.lines, strict=True):
        done, whole = left.returned_milli.get(line.line_id, 0), line.quantity_milli
        money = share_left(was.to_pay_kopecks, done, whole) + share_left(was.certificates_paid_kopecks, done, whole)
        sold.append(
            Sold(
                line_id=line.line_id,
                money_kopecks=money,
                points_paid_kopecks=share_left(was.points_paid_kopecks, done, whole),
                is_discounted=was.discount_kopecks > 0,
                is_certificate=goods.is_certificate,
            )
        )
    if left.cart.delivery is not None and decision.delivery is not None:
        delivery = decision.delivery.to_pay_kopecks + decision.delivery.certificates_paid_kopecks
        sold.append(Sold(line_id=None, money_kopecks=delivery))
    return sold


def _is_left(left: Left, line: CartLine) -> bool:
    return left.returned_milli.get(line.line_id, 0) < line.quantity_milli


def _extras(outcomes: Iterable[Outcome], sold: Sequence[Sold], settings: Settings, step_kopecks: int) -> dict[str, int]:
    extra: dict[str, int] = {}
    for outcome in outcomes:
        points = sum(points_of(outcome, sold=sold, settings=settings, step_kopecks=step_kopecks))
        if points:
            extra[unit_of(outcome)] = extra.get(unit_of(outcome), 0) + points
    return extra


def _of_left(step: Step) -> Step:
    """The earn of what is left, told apart from the earn of the order: earn_percent → left_percent."""
    return Step(code=step.code.replace("earn_", "left_"), numbers=step.numbers)
