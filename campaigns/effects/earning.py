"""Points on top of the programme's own: fixed, percent, by steps, for every so many roubles or items, multiplied."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Cost, Effect, Terms
from campaigns.effects.sizes import Step, lines_seen, seen, step_reached, steps, sum_of
from campaigns.effects.terms import signed
from loyalty.money import MILLI
from loyalty.purchase.goods import EVERYTHING, Goods, goods_param
from loyalty.purchase.outcomes import ExtraEarn, MultiplyEarn, Outcome, PerAmountEarn, RateEarn
from loyalty.purchase.scene import Scene
from loyalty.rules import params

UNIT = "BONUS"


def _unit() -> str:
    text: str = params.text(_("Unit"), most=32, default=UNIT, names="unit")
    return text


@dataclass(frozen=True, kw_only=True)
class Earning(Effect):
    """The base of effects that add points; nothing for guests and members who may not earn."""

    costs: ClassVar[frozenset[Cost]] = frozenset({Cost.POINTS})

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        raise NotImplementedError

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        if scene.facts.can_earn:
            yield from self.earned(scene, terms)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class ExtraPoints(Earning):
    """So many points for the order."""

    code = "extra_points"
    sentence = _("{points} more")
    example = {"points": 100, "unit": "BONUS"}
    points: int = params.points(_("Points"), least=1)
    unit: str = _unit()

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        yield ExtraEarn(**signed(terms), unit=self.unit, points=self.points)

    def most_for_order(self) -> int | None:
        return self.points


@dataclass(frozen=True, kw_only=True)
class EarningOnGoods(Earning):
    """The base of effects that look at chosen goods: what is paid for these lines earns."""

    goods: Goods = goods_param(_("Goods"))
    unit: str = _unit()
    at_most: int | None = params.points(_("At most for the order"), least=1, default=None)

    def only_on(self) -> Goods | None:
        return self.goods


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PointsPercent(EarningOnGoods):
    """Points worth a percent of what is paid for the goods."""

    code = "points_percent"
    sentence = _("{rate} in points for {goods} ({unit})")
    example = {"rate": 500, "goods": {"brands": ["Lavazza"]}, "at_most": 1_000}
    rate: int = params.percent(_("Percent"), least=1)

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        lines = lines_of(self.goods, scene, terms)
        if lines is not None:
            yield RateEarn(
                **signed(terms), unit=self.unit, rate=self.rate, step_kopecks=step_of(self.unit, scene),
                line_ids=lines, most=self.at_most,
            )  # fmt: skip


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PointsPercentBySteps(EarningOnGoods):
    """Points worth a percent of what is paid for the goods, the larger the more of them are bought."""

    code = "points_percent_by_steps"
    sentence = _("points for {goods} ({unit}): {steps}")
    example = {"steps": [{"from": 0, "value": 300}, {"from": 300_000, "value": 700}]}
    steps: tuple[Step, ...] = steps(_("Steps"), of="percent")

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        lines = lines_of(self.goods, scene, terms)
        rate = step_reached(self.steps, sum_of(scene, self.goods, terms))
        if lines is not None and rate:
            yield RateEarn(
                **signed(terms), unit=self.unit, rate=rate, step_kopecks=step_of(self.unit, scene), line_ids=lines,
                most=self.at_most,
            )  # fmt: skip


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PointsPerAmount(EarningOnGoods):
    """Points for every full amount paid for the goods."""

    code = "points_per_amount"
    sentence = _("{points} for every {amount} of {goods}")
    example = {"points": 1, "amount": 10_000, "unit": "BONUS"}
    points: int = params.points(_("Points"), least=1)
    amount: int = params.amount(_("For every"), least=1)

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        lines = lines_of(self.goods, scene, terms)
        if lines is not None:
            yield PerAmountEarn(
                **signed(terms), unit=self.unit, points=self.points, amount_kopecks=self.amount, line_ids=lines,
                most=self.at_most,
            )  # fmt: skip


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PointsPerItem(EarningOnGoods):
    """Points for each piece of the goods (a weighed line counts as one): stamps for coffees."""

    code = "points_per_item"
    sentence = _("{points} for each of {goods}")
    example = {"points": 1, "goods": {"categories": ["coffee"]}, "unit": "BONUS"}
    points: int = params.points(_("Points"), least=1)

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        left = self.at_most
        for index in lines_seen(scene, self.goods, terms):
            line, milli = scene.basket.lines[index], seen(scene, index, terms)
            items = 1 if line.goods.is_weighed or milli < MILLI else milli // MILLI
            points = items * self.points if left is None else min(items * self.points, left)
            left = None if left is None else left - points
            if points:
                yield ExtraEarn(**signed(terms), unit=self.unit, points=points, line_id=line.line_id)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class MultiplyPoints(Earning):
    """The programme's own points for the goods, times so much: double points on Tuesdays."""

    code = "multiply_points"
    sentence = _("{rate} of the usual points for {goods}")
    example = {"rate": 20_000, "at_most": 5_000}
    goods: Goods = goods_param(_("Goods"))
    rate: int = params.percent(_("Of the usual, percent"), least=10_001, most=1_000_000)
    at_most: int | None = params.points(_("At most for the order"), least=1, default=None)

    def earned(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        lines = lines_of(self.goods, scene, terms)
        if lines is not None:
            yield MultiplyEarn(**signed(terms), rate=self.rate, line_ids=lines, most=self.at_most)

    def only_on(self) -> Goods | None:
        return self.goods


def lines_of(goods: Goods, scene: Scene, terms: Terms) -> tuple[str, ...] | None:
    """The lines to name, of those an effect may touch; none for all there is; None when the cart has none of them."""
    if goods == EVERYTHING and scene.lines is None and not terms.only_free:
        return ()
    return tuple(scene.basket.lines[index].line_id for index in lines_seen(scene, goods, terms)) or None


def step_of(unit: str, scene: Scene) -> int:
    """What a point is reckoned at: BONUS by its price; of a unit without a price, a point for a rouble."""
    return scene.facts.step_kopecks if unit == UNIT else 100
