"""Conditions about the cart: amounts, goods in it, where and how it is bought, what was presented."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.conditions.condition import CONDITIONS
from loyalty.purchase.goods import EVERYTHING, Goods, goods_param
from loyalty.purchase.scene import Scene
from loyalty.rules import params
from loyalty.rules.comparison import AmountComparison, Comparison, NumberComparison, comparison_of
from loyalty.rules.fact import Fact, Type
from loyalty.rules.kind import Condition, Keys
from loyalty.rules.predicate import All, Compare, Predicate


def _left(scene: Scene, goods: Goods) -> int:
    return sum(scene.basket.left[index] for index in scene.of(goods))


def _quantity(scene: Scene, goods: Goods) -> int:
    return sum(scene.basket.lines[index].quantity_milli for index in scene.of(goods))


class _OfGoods(Comparison):
    """A comparison that asks for some of its goods when it has a least: the engine can index by them."""

    goods: Goods
    at_least: int | None

    def keys(self) -> Keys | None:
        return self.goods.keys() if self.at_least else None


@dataclass(frozen=True, kw_only=True)
class _Quantity(Comparison):
    """A comparison of pieces or kilograms."""

    at_least: int | None = params.quantity(_("At least"), default=None)
    at_most: int | None = params.quantity(_("At most"), least=0, default=None)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class GoodsTotal(_OfGoods, AmountComparison):
    """The shelf value of the goods, before any discount, compared with an amount. Delivery does not count."""

    code = "goods_total"
    sentence = _("{goods} before discounts:")
    example = {"at_least": 300_000, "goods": {"categories": ["coffee"]}}
    goods: Goods = goods_param(_("Goods"))

    def fact(self) -> Fact:
        goods = self.goods
        return Fact(
            key=_key("goods_total", goods), label=_("Goods before discounts"), type=Type.AMOUNT,
            read=lambda scene: scene.base_of(goods),
        )  # fmt: skip


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class GoodsToPay(_OfGoods, AmountComparison):
    """What is left to pay for the goods after the discounts that came earlier, compared with an amount."""

    code = "goods_to_pay"
    sentence = _("{goods} after discounts:")
    example = {"at_least": 300_000}
    goods: Goods = goods_param(_("Goods"))

    def fact(self) -> Fact:
        goods = self.goods
        return Fact(
            key=_key("goods_to_pay", goods), label=_("Goods after discounts"), type=Type.AMOUNT,
            read=lambda scene: _left(scene, goods),
        )  # fmt: skip


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class GoodsQuantity(_OfGoods, _Quantity):
    """How many pieces (kilograms, of weighed goods) of the goods are in the cart."""

    code = "goods_quantity"
    sentence = _("quantity of {goods}:")
    example = {"at_least": 2_000, "goods": {"skus": ["A-1"]}}
    goods: Goods = goods_param(_("Goods"))

    def fact(self) -> Fact:
        goods = self.goods
        return Fact(
            key=_key("goods_quantity", goods), label=_("Quantity"), type=Type.QUANTITY,
            read=lambda scene: _quantity(scene, goods),
        )  # fmt: skip


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class LargestQuantity(_OfGoods, _Quantity):
    """The quantity of the line of these goods that has the most."""

    code = "line_quantity"
    sentence = _("quantity of one line of {goods}:")
    example = {"at_least": 3_000}
    goods: Goods = goods_param(_("Goods"))

    def fact(self) -> Fact:
        goods = self.goods
        return Fact(
            key=_key("line_quantity", goods), label=_("Quantity of a line"), type=Type.QUANTITY,
            read=lambda scene: max((scene.basket.lines[i].quantity_milli for i in scene.of(goods)), default=0),
        )  # fmt: skip


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class NumberOfLines(NumberComparison):
    """How many lines of the cart are these goods."""

    code = "lines"
    sentence = _("lines of {goods}:")
    example = {"at_least": 3}
    goods: Goods = goods_param(_("Goods"))

    def fact(self) -> Fact:
        goods = self.goods
        return Fact(
            key=_key("lines", goods), label=_("Lines"), type=Type.NUMBER, read=lambda scene: len(scene.of(goods))
        )


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class HasGoods(Condition):
    """Any, every or none of the cart's lines are these goods."""

    code = "has_goods"
    sentence = _("{which} in the cart: {goods}")
    example = {"which": "any", "goods": {"brands": ["Lavazza"]}}
    goods: Goods = goods_param(_("Goods"))
    which: str = params.choice(
        _("How much"), (("any", _("something")), ("every", _("everything")), ("none", _("nothing"))), default="any"
    )

    def test(self) -> Predicate:
        goods = self.goods
        some = Fact(key=_key("lines", goods), label=_("Lines"), type=Type.NUMBER, read=lambda s: len(s.of(goods)))
        others = Fact(
            key=_key("other_lines", goods), label=_("Other lines"), type=Type.NUMBER,
            read=lambda scene: len(scene.cart.lines) - len(scene.of(goods)),
        )  # fmt: skip
        match self.which:
            case "any":
                return Compare(some, "at_least", 1)
            case "every":
                return All((Compare(some, "at_least", 1), Compare(others, "at_most", 0)))
        return Compare(some, "at_most", 0)

    def keys(self) -> Keys | None:
        return None if self.which == "none" else self.goods.keys()


@dataclass(frozen=True, kw_only=True)
class _Indexed(Comparison):
    """A comparison the engine can index by: the cart has one value of `what`."""

    what: ClassVar[str]
    one_of: tuple[str, ...] | None
    none_of: tuple[str, ...] | None

    def keys(self) -> Keys | None:
        return None if self.one_of is None else frozenset((self.what, value) for value in self.one_of)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class InShop(_Indexed):
    """The shop of the cart, by code."""

    code = "shop"
    what = "shop"
    sentence = _("shop")
    example = {"one_of": ["lesnaya"]}
    one_of: tuple[str, ...] | None = params.optional(params.texts(_("One of"), names="shop"))
    none_of: tuple[str, ...] | None = params.optional(params.texts(_("None of"), names="shop"))

    def fact(self) -> Fact:
        return Fact(key="shop", label=_("Shop"), type=Type.TEXT, read=lambda scene: scene.facts.shop.code)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class InShopGroup(_Indexed):
    """The group of the cart's shop, by name."""

    code = "shop_group"
    what = "group"
    sentence = _("shop group")
    example = {"one_of": ["Кофе"]}
    one_of: tuple[str, ...] | None = params.texts(_("One of"), names="shop_group", default=None)
    none_of: tuple[str, ...] | None = params.texts(_("None of"), names="shop_group", default=None)

    def fact(self) -> Fact:
        return Fact(key="shop_group", label=_("Shop group"), type=Type.TEXT, read=lambda scene: scene.facts.shop.group)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Channel(_Indexed):
    """Where the cart comes from: a till, the web shop, the app; or any other word the till sends."""

    code = "channel"
    what = "channel"
    sentence = _("channel")
    example = {"one_of": ["web", "app"]}
    one_of: tuple[str, ...] | None = params.texts(_("One of"), names="channel", default=None)
    none_of: tuple[str, ...] | None = params.texts(_("None of"), names="channel", default=None)

    def fact(self) -> Fact:
        return Fact(key="channel", label=_("Channel"), type=Type.TEXT, read=lambda scene: scene.cart.channel)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class CartAttribute(Condition):
    """An attribute that the till sends with the cart has one of these values."""

    code = "cart_attribute"
    sentence = _("attribute of the cart {name} is {values}")
    example = {"name": "terminal", "values": ["3"]}
    name: str = params.text(_("Attribute"), most=64)
    values: tuple[str, ...] = params.texts(_("Values"))

    def test(self) -> Predicate:
        name = self.name
        fact = Fact(
            key=f"cart_attribute:{name}", label=_("Attribute of the cart"), type=Type.TEXT, can_be_absent=True,
            read=lambda scene: scene.cart.attributes.get(name),
        )  # fmt: skip
        return Compare(fact, "one_of", self.values)


def _text_of(key: str, label: Any, read: Any) -> Fact:
    return Fact(key=key, label=label, type=Type.TEXT, read=read)


comparison_of(
    _text_of("payment", _("Payment"), lambda scene: scene.cart.payment),
    doc="How the customer pays, in the till's words.", example={"one_of": ["card"]}, kinds=CONDITIONS,
)  # fmt: skip
comparison_of(
    Fact(
        key="delivery_kind", label=_("Delivery kind"), type=Type.TEXT, can_be_absent=True,
        read=lambda scene: scene.cart.delivery.kind if scene.cart.delivery else None,
    ),
    doc="How the goods are delivered, in the shop's words; not known when they are not.",
    example={"one_of": ["courier"]}, kinds=CONDITIONS,
)  # fmt: skip
comparison_of(
    Fact(
        key="has_member", label=_("The customer is a member"), type=Type.FLAG,
        read=lambda scene: scene.cart.member_id is not None,
    ),
    doc="Somebody of the programme is at the till, and not a guest.", example={"is_so": True}, kinds=CONDITIONS,
)  # fmt: skip


def _key(name: str, goods: Goods) -> str:
    return name if goods == EVERYTHING else f"{name}:{goods.key}"
