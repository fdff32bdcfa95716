"""Conditions about what the member bought before."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.purchase import history_facts as history
from loyalty.purchase.goods import EVERYTHING, Goods, goods_param
from loyalty.rules import params
from loyalty.rules.comparison import AmountComparison, Comparison, NumberComparison
from loyalty.rules.fact import Fact
from loyalty.rules.kind import Condition
from loyalty.rules.predicate import Compare, NoneOf, Predicate
from segments.conditions.condition import MEMBER_CONDITIONS


def _bought_goods() -> Any:
    return goods_param(_("Goods"), parts=history.PARTS)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Spent(AmountComparison):
    """What was paid in money for the goods on completed orders of the last days, net of returns."""

    code = "spent"
    sentence = _("spent in {days} on {goods}:")
    example = {"days": 90, "at_least": 100_000, "goods": {"categories": ["coffee"]}}
    days: int = params.days(_("In the last days"))
    goods: Goods = _bought_goods()

    def fact(self) -> Fact:
        return history.spent(days=self.days, goods=self.goods)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Orders(NumberComparison):
    """How many completed orders of the last days had these goods."""

    code = "orders"
    sentence = _("orders in {days} with {goods}:")
    example = {"days": 60, "at_least": 3, "goods": {"categories": ["coffee"]}}
    days: int = params.days(_("In the last days"))
    goods: Goods = _bought_goods()

    def fact(self) -> Fact:
        return history.orders(days=self.days, goods=self.goods)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class BoughtQuantity(Comparison):
    """How many pieces (kilograms, of weighed goods) of the goods were bought in the last days, net of returns."""

    code = "bought_quantity"
    sentence = _("bought in {days}, {goods}:")
    example = {"days": 30, "at_least": 5_000, "goods": {"skus": ["A-1"]}}
    days: int = params.days(_("In the last days"))
    at_least: int | None = params.quantity(_("At least"), default=None)
    at_most: int | None = params.quantity(_("At most"), least=0, default=None)
    goods: Goods = _bought_goods()

    def check(self, path: str) -> None:
        super().check(path)
        if self.goods == EVERYTHING:
            raise params.refuse(f"{path}.goods", _("Pieces and kilograms of all goods do not add up: name the goods"))

    def fact(self) -> Fact:
        return history.bought(days=self.days, goods=self.goods)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Bought(Condition):
    """The member bought, or never bought, the goods in the last days."""

    code = "bought"
    sentence = _("{ever} in {days}: {goods}")
    example = {"goods": {"brands": ["Lavazza"]}, "days": 180, "ever": "never"}
    goods: Goods = _bought_goods()
    days: int = params.days(_("In the last days"))
    ever: str = params.choice(_("Bought or not"), (("once", _("bought")), ("never", _("did not buy"))), default="once")

    def test(self) -> Predicate:
        once = Compare(history.orders(days=self.days, goods=self.goods), "at_least", 1)
        return once if self.ever == "once" else NoneOf((once,))


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class DaysSinceOrder(Comparison):
    """Days since the last completed order with these goods; not known for those who never had one."""

    code = "days_since_order"
    sentence = _("since the last order with {goods}:")
    example = {"at_least": 60, "at_most": 90}
    at_least: int | None = params.days(_("At least"), least=0, default=None)
    at_most: int | None = params.days(_("At most"), least=0, default=None)
    known: bool | None = params.flag(_("Is known"), default=None)
    goods: Goods = _bought_goods()

    def fact(self) -> Fact:
        return history.days_since_order(goods=self.goods)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class AverageOrder(AmountComparison):
    """What was paid in money for goods, per completed order of the last days; not known for those without orders."""

    code = "average_order"
    sentence = _("average order in {days}:")
    example = {"days": 180, "at_least": 50_000}
    days: int = params.days(_("In the last days"))

    def fact(self) -> Fact:
        return history.average_order(days=self.days)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class ShareOfSpending(Comparison):
    """The part of the money spent in the last days that went on these goods; not known for those who spent none."""

    code = "share_of_spending"
    sentence = _("share of spending in {days} on {goods}:")
    example = {"days": 180, "at_least": 3_000, "goods": {"brands": ["Lavazza"]}}
    days: int = params.days(_("In the last days"))
    at_least: int | None = params.percent(_("At least"), default=None)
    at_most: int | None = params.percent(_("At most"), default=None)
    goods: Goods = _bought_goods()

    def fact(self) -> Fact:
        return history.share_of_spending(days=self.days, goods=self.goods)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class DiscountShare(Comparison):
    """The part of the goods' worth that the shop took off in the last days; not known for those who bought none."""

    code = "discount_share"
    sentence = _("discounts of what was bought in {days}:")
    example = {"days": 180, "at_least": 2_000}
    days: int = params.days(_("In the last days"))
    at_least: int | None = params.percent(_("At least"), default=None)
    at_most: int | None = params.percent(_("At most"), default=None)

    def fact(self) -> Fact:
        return history.discount_share(days=self.days)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class OrderNumber(NumberComparison):
    """Which order of the member the next one is: 1 for the first, 5 for the fifth."""

    code = "order_number"
    sentence = _("number of the order:")
    example = {"at_least": 5, "at_most": 5}

    def fact(self) -> Fact:
        return history.order_number()

    def once(self) -> str | None:
        return "order"


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class FirstOrder(Condition):
    """The member has no completed order yet."""

    code = "first_order"
    sentence = _("the first order")
    example = {}

    def test(self) -> Predicate:
        return Compare(history.order_number(), "at_most", 1)

    def once(self) -> str | None:
        return "all"
