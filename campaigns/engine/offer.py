"""One campaign tried on a basket: what it would come to, what that is worth, and what its budgets allow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Budget, Metric
from loyalty.money import BASIS_POINTS, BONUS, divide
from loyalty.purchase.basket import Basket, Taken
from loyalty.purchase.earning import Sold
from loyalty.purchase.extra_earn import EARNS, points_of, unit_of
from loyalty.purchase.outcomes import (
    DeliveryDiscount,
    ExtraEarn,
    LineDiscount,
    MultiplyEarn,
    OrderDiscount,
    Outcome,
    PerAmountEarn,
    RateEarn,
    SetDiscount,
    SpendUnits,
)
from loyalty.purchase.scene import Scene

DISCOUNTS = (LineDiscount, SetDiscount, OrderDiscount, DeliveryDiscount)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`basket` is how it would leave the basket. Kopecks: `discount`, and `worth` to the customer with points at their
    face value, before points are paid with; `cost` to the shop. `points` in minor steps of all units."""

    campaign: Compiled
    outcomes: tuple[Outcome, ...]
    basket: Basket
    discount: int
    points: int
    worth: int
    cost: int
    by_line: dict[int, int]

    def measure(self, metric: Metric) -> int:
        """How much of a budget it would use."""
        return {
            Metric.DISCOUNT: self.discount, Metric.POINTS: self.points, Metric.USES: 1, Metric.MARGIN: self.cost
        }[metric]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Refused:
    """Nothing to offer: there was nothing to do, `budget` is used up, or the campaign failed."""

    budget: Budget | None = None
    failed: bool = False


def make_offer(
    *, campaign: Compiled, scene: Scene, points_cost_rate: int, lines: frozenset[int] | None = None
) -> Offer | Refused:
    """What the campaign, whose rule holds, comes to here; `scene` itself stays as it is."""
    trial = scene.trying(lines=lines)
    taken = []
    for effect, terms in campaign.effects:
        asked = tuple(effect.outcomes(trial, terms))  # all, before any is taken: an effect must not see its own doing
        taken += [trial.basket.take(outcome) for outcome in asked]
    if not taken:
        return Refused()
    offer = _valued(campaign, taken, trial.basket, scene, points_cost_rate)
    for budget in campaign.budgets:
        left = int(scene.known.get(budget_key(campaign.code, budget), budget.limit))
        if offer.measure(budget.metric) <= left:
            continue
        if left <= 0 or not _can_trim(offer, budget):
            return Refused(budget=budget)
        basket = scene.basket.copy()
        cut = _cut(offer.outcomes, budget.metric, left, scene, basket)
        offer = _valued(campaign, cut, basket, scene, points_cost_rate)
    return offer if _does_something(offer) else Refused()


def _can_trim(offer: Offer, budget: Budget) -> bool:
    """Uses are whole, and so is what points of a unit have been spent on."""
    pays_in_points = any(isinstance(outcome, SpendUnits) for outcome in offer.outcomes)
    return budget.trim and budget.metric in (Metric.DISCOUNT, Metric.POINTS) and not pays_in_points


def budget_key(campaign: str, budget: Budget) -> str:
    """Under which `Facts.known` says how much is left; where it says nothing, all of it is."""
    return f"budget:{campaign}:{budget.number}"


def _valued(campaign: Compiled, taken: Sequence[Taken], basket: Basket, scene: Scene, points_cost_rate: int) -> Offer:
    """`basket` is as `taken` left it."""
    discount = sum(one.kopecks for one in taken)
    by_line = _by_line(taken)
    points = worth_of_points = 0
    earning = [one.outcome for one in taken if isinstance(one.outcome, EARNS)]
    sold = _sold(basket) if earning else []
    for outcome in earning:
        shares = points_of(outcome, sold=sold, settings=scene.programme.settings, step_kopecks=scene.facts.step_kopecks)
        points += sum(shares)
        step = _step_of(outcome, scene)
        worth_of_points += sum(shares) * step
        for index, share in enumerate(shares[: len(basket.lines)]):
            if share:
                by_line[index] = by_line.get(index, 0) + share * step
    return Offer(
        campaign=campaign,
        outcomes=tuple(one.outcome for one in taken),
        basket=basket,
        discount=discount,
        points=points,
        worth=discount + worth_of_points,
        cost=discount + divide(worth_of_points * points_cost_rate, BASIS_POINTS),
        by_line=by_line,
    )


def _by_line(taken: Iterable[Taken]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in taken:
        for share in one.shares:
            if share.kopecks:
                found[share.index] = found.get(share.index, 0) + share.kopecks
    return found


def _sold(basket: Basket) -> list[Sold]:
    """The goods, then delivery, as earning would see them were nothing paid with points."""
    sold = [
        Sold(
            line_id=line.line_id, money_kopecks=left, is_discounted=left < line.base_kopecks,
            is_certificate=line.goods.is_certificate,
        )
        for line, left in zip(basket.lines, basket.left, strict=True)
    ]  # fmt: skip
    if basket.delivery_left is not None:
        sold.append(Sold(line_id=None, money_kopecks=basket.delivery_left))
    return sold


def _step_of(outcome: Outcome, scene: Scene) -> int:
    """What a point of the outcome's unit is worth; points that pay for nothing are worth nothing."""
    return scene.facts.step_kopecks if unit_of(outcome) == BONUS else 0


def _cut(outcomes: Iterable[Outcome], metric: Metric, left: int, scene: Scene, basket: Basket) -> list[Taken]:
    """The outcomes made smaller, the last first, so that they come to at most `left` in all; taken off `basket`."""
    kept = []
    for outcome in outcomes:
        if not left and isinstance(outcome, DISCOUNTS if metric is Metric.DISCOUNT else EARNS):
            continue  # it would come to nothing, yet use pieces up
        if metric is Metric.DISCOUNT:
            asked = basket.copy().take(outcome).kopecks
            outcome = _smaller_discount(outcome, left) if asked > left else outcome
            left -= min(asked, left)
        elif isinstance(outcome, EARNS):
            outcome = _fewer_points(outcome, left)
            left -= sum(
                points_of(
                    outcome, sold=_sold(basket), settings=scene.programme.settings,
                    step_kopecks=scene.facts.step_kopecks,
                )
            )  # fmt: skip
        kept.append(basket.take(outcome))
    return kept


def _smaller_discount(outcome: Outcome, kopecks: int) -> Outcome:
    match outcome:
        case OrderDiscount():
            return replace(outcome, most=kopecks)
        case LineDiscount() | DeliveryDiscount():
            return replace(outcome, kopecks=kopecks)
        case SetDiscount():
            parts, left = [], kopecks
            for part in outcome.parts:
                parts.append(replace(part, kopecks=min(part.kopecks, left)))
                left -= parts[-1].kopecks
            return replace(outcome, parts=tuple(parts))
    return outcome


def _fewer_points(outcome: Outcome, points: int) -> Outcome:
    match outcome:
        case ExtraEarn():
            return replace(outcome, points=min(outcome.points, points))
        case RateEarn() | PerAmountEarn() | MultiplyEarn():
            return replace(outcome, most=points if outcome.most is None else min(outcome.most, points))
    return outcome


def _does_something(offer: Offer) -> bool:
    """Discounts and points that came to nothing are no offer, whatever it asks for them; gifts, texts, limits always
    are something."""
    counted = (*EARNS, *DISCOUNTS, SpendUnits)
    return bool(offer.discount or offer.points or any(not isinstance(one, counted) for one in offer.outcomes))
