"""Discounts on the order as a whole, and on its delivery."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Effect, Terms
from campaigns.effects.sizes import ROUNDINGS, Step, left_of, lines_seen, rounded, step_reached, steps, sum_of
from campaigns.effects.terms import signed
from loyalty.purchase.goods import Goods, goods_param
from loyalty.purchase.outcomes import DeliveryDiscount, OrderDiscount, Outcome
from loyalty.purchase.scene import Scene
from loyalty.rules import params

SPLITS = (("amount", _("by what is left to pay")), ("quantity", _("by quantity")))


@dataclass(frozen=True, kw_only=True)
class OnOrder(Effect):
    """The base of effects whose one amount is split over chosen goods."""

    goods: Goods = goods_param(_("Over which goods"))
    at_most: int | None = params.amount(_("At most for the order"), least=1, default=None)
    split: str = params.choice(_("How it is split"), SPLITS, default="amount")

    def size(self, total: int) -> int:
        """Kopecks off goods that come to `total`."""
        raise NotImplementedError

    def total(self, scene: Scene, terms: Terms) -> int:
        """What the goods come to."""
        return sum_of(scene, self.goods, terms)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        over = lines_seen(scene, self.goods, terms)
        wanted = self.size(self.total(scene, terms)) if over else 0
        left = sum(left_of(scene, index, terms) for index in over)
        kopecks = min(wanted, left)
        if kopecks > 0:
            line_ids = tuple(scene.basket.lines[index].line_id for index in over)
            yield OrderDiscount(
                **signed(terms), kopecks=kopecks, most=self.at_most, line_ids=line_ids,
                by_quantity=self.split == "quantity",
            )  # fmt: skip

    def only_on(self) -> Goods | None:
        return self.goods


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PercentOffOrder(OnOrder):
    """A percent off the goods taken together."""

    code = "percent_off_order"
    sentence = _("{rate} off the purchase of {goods}")
    example = {"rate": 1_000, "at_most": 100_000}
    rate: int = params.percent(_("Percent"), least=1)
    rounding: str = params.choice(_("Rounding"), ROUNDINGS, default="half_up")

    def size(self, total: int) -> int:
        return rounded(total, self.rate, self.rounding)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PercentOffOrderBySteps(OnOrder):
    """A percent off the goods taken together, the larger the more they come to."""

    code = "percent_off_order_by_steps"
    sentence = _("off the purchase of {goods}: {steps}")
    example = {"steps": [{"from": 500_000, "value": 500}, {"from": 1_000_000, "value": 1_000}]}
    steps: tuple[Step, ...] = steps(_("Steps"), of="percent")
    rounding: str = params.choice(_("Rounding"), ROUNDINGS, default="half_up")

    def size(self, total: int) -> int:
        return rounded(total, step_reached(self.steps, total), self.rounding)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class AmountOffOrder(OnOrder):
    """An amount off the goods taken together."""

    code = "amount_off_order"
    sentence = _("{amount} off the purchase of {goods}")
    example = {"amount": 50_000}
    amount: int = params.amount(_("Amount"), least=1)

    def size(self, total: int) -> int:
        return self.amount

    def most_for_order(self) -> int | None:
        return self.amount if self.at_most is None else min(self.amount, self.at_most)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class AmountOffOrderBySteps(OnOrder):
    """An amount off the goods taken together, the larger the more they come to."""

    code = "amount_off_order_by_steps"
    sentence = _("off the purchase of {goods}: {steps}")
    example = {"steps": [{"from": 300_000, "value": 30_000}]}
    steps: tuple[Step, ...] = steps(_("Steps"), of="amount")

    def size(self, total: int) -> int:
        return step_reached(self.steps, total)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class OrderPrice(OnOrder):
    """The goods taken together for one price; what is cheaper stays as it is, also what other offers made cheaper."""

    code = "order_price"
    sentence = _("the purchase of {goods} for {price}")
    example = {"price": 99_000}
    price: int = params.amount(_("Price"))

    def size(self, total: int) -> int:
        return max(0, total - self.price)

    def total(self, scene: Scene, terms: Terms) -> int:
        return sum(left_of(scene, index, terms) for index in scene.touchable(self.goods))


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class DeliveryOff(Effect):
    """Delivery cheaper by a percent or an amount; 100 % makes it free."""

    code = "delivery_off"
    sentence = _("{rate} off delivery, at most {at_most}")
    example = {"rate": 10_000, "at_most": 30_000}
    rate: int = params.percent(_("Percent"), least=1, default=10_000)
    at_most: int | None = params.amount(_("At most"), least=1, default=None)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        left = scene.basket.delivery_left or 0
        price = scene.cart.delivery.price_kopecks if scene.cart.delivery else 0
        wanted = rounded(price if terms.on_shelf else left, self.rate, "half_up")
        kopecks = min(wanted, left, wanted if self.at_most is None else self.at_most)
        if kopecks > 0:
            yield DeliveryDiscount(**signed(terms), kopecks=kopecks)

    def words(self) -> str:
        sentence = _("free delivery") if self.rate == 10_000 else _("{rate} off delivery")
        if self.at_most is not None:
            sentence = (
                _("delivery cheaper by up to {at_most}")
                if self.rate == 10_000
                else _("{rate} off delivery, at most {at_most}")
            )
        known = self.params()
        at_most = "" if self.at_most is None else known["at_most"].words(self.at_most)
        return str(sentence).format(rate=known["rate"].words(self.rate), at_most=at_most)
