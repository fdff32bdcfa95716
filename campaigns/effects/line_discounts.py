"""Discounts on goods, line by line: percent, amount, a fixed price, sizes by steps or from a fact of the member."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Effect, Terms
from campaigns.effects.sizes import ROUNDINGS, Ration, Step, left_of, now, rounded, seen, step_reached, steps, sum_of
from campaigns.effects.terms import line_discount
from loyalty.members.facts import attribute
from loyalty.money import MILLI, divide
from loyalty.purchase.goods import Goods, goods_param
from loyalty.purchase.outcomes import Outcome
from loyalty.purchase.scene import Scene
from loyalty.rules import params
from loyalty.rules.fact import MemberFact


@dataclass(frozen=True, kw_only=True)
class OnGoods(Effect):
    """The base of effects that take something off each line of chosen goods, at most so much in all."""

    goods: Goods = goods_param(_("Goods"))
    at_most: int | None = params.amount(_("At most for the order"), least=1, default=None)

    def sizes(self, scene: Scene, terms: Terms) -> Callable[[int], int]:
        """Gives the kopecks off a line, by its index."""
        return lambda index: self.size(scene, index, terms)

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        """Kopecks off one line."""
        raise NotImplementedError

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        ration, size = Ration(self.at_most, scene.basket), self.sizes(scene, terms)
        for index in scene.touchable(self.goods):
            kopecks = ration.of(index, min(size(index), left_of(scene, index, terms)))
            if kopecks:
                yield line_discount(scene, index, kopecks, terms)

    def only_on(self) -> Goods | None:
        return self.goods

    def is_by_line(self) -> bool:
        return self.at_most is None


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PercentOff(OnGoods):
    """A percent off each line of the goods."""

    code = "percent_off"
    sentence = _("{rate} off {goods}")
    example = {"rate": 1_000, "goods": {"categories": ["coffee"]}, "at_most": 50_000}
    rate: int = params.percent(_("Percent"), least=1)
    rounding: str = params.choice(_("Rounding"), ROUNDINGS, default="half_up")

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        return rounded(now(scene, index, terms), self.rate, self.rounding)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PercentOffBySteps(OnGoods):
    """A percent off each line of the goods, the larger the more of these goods are bought."""

    code = "percent_off_by_steps"
    sentence = _("off {goods}, by their amount: {steps}")
    example = {"steps": [{"from": 500_000, "value": 500}, {"from": 1_000_000, "value": 1_000}]}
    steps: tuple[Step, ...] = steps(_("Steps"), of="percent")
    rounding: str = params.choice(_("Rounding"), ROUNDINGS, default="half_up")

    def sizes(self, scene: Scene, terms: Terms) -> Callable[[int], int]:
        rate = step_reached(self.steps, sum_of(scene, self.goods, terms))
        return lambda index: rounded(now(scene, index, terms), rate, self.rounding)

    def is_by_line(self) -> bool:
        return False


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PersonalPercentOff(OnGoods):
    """A percent that is known of the member: an attribute with whole percents, such as a card's discount."""

    code = "personal_percent_off"
    sentence = _("the member's own percent ({attribute}) off {goods}, up to {most}")
    example = {"attribute": "discount", "most": 2_000}
    attribute: str = params.text(_("Attribute of the member"), most=64)
    most: int = params.percent(_("Up to"), least=1)
    rounding: str = params.choice(_("Rounding"), ROUNDINGS, default="half_up")

    def facts(self) -> tuple[MemberFact, ...]:
        return (attribute(self.attribute),)

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        own = str(scene.known.get(attribute(self.attribute).key, ""))
        rate = min(int(own) * 100, self.most) if own.isascii() and own.isdigit() and len(own) <= 3 else 0
        return rounded(now(scene, index, terms), rate, self.rounding)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class AmountOffLine(OnGoods):
    """An amount off each line of the goods, once for the line."""

    code = "amount_off_line"
    sentence = _("{amount} off each line of {goods}")
    example = {"amount": 10_000}
    amount: int = params.amount(_("Amount"), least=1)

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        return self.amount


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class AmountOffPiece(OnGoods):
    """An amount off each piece of the goods; of weighed goods, off each kilogram."""

    code = "amount_off_piece"
    sentence = _("{amount} off each piece of {goods}")
    example = {"amount": 1_000, "goods": {"brands": ["Lavazza"]}}
    amount: int = params.amount(_("Amount"), least=1)

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        return divide(self.amount * seen(scene, index, terms), MILLI)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class FixedPrice(OnGoods):
    """A fixed price for a piece or kilogram of the goods; those that are cheaper stay as they are."""

    code = "fixed_price"
    sentence = _("{goods} at {price}")
    example = {"price": 9_900, "goods": {"skus": ["A-1", "A-2"]}}
    price: int = params.amount(_("Price"))

    def size(self, scene: Scene, index: int, terms: Terms) -> int:
        price = divide(self.price * seen(scene, index, terms), MILLI)
        return max(0, left_of(scene, index, terms) - price)
