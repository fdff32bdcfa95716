"""Goods for nothing, goods for points of a unit, coupons, how many points may pay, and texts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Cost, Effect, Terms
from campaigns.effects.pieces import Run, cheapest_first, count_of, percent_off, runs, set_parts, take
from campaigns.effects.terms import signed
from loyalty.ledger.facts import balance
from loyalty.money import MILLI
from loyalty.purchase.goods import EVERYTHING, Goods, goods_param
from loyalty.purchase.outcomes import (
    BurnLimit,
    Gift,
    GiftChoice,
    HandOutCoupon,
    LineDiscount,
    Outcome,
    Say,
    SetDiscount,
    SpendUnits,
    Text,
)
from loyalty.purchase.scene import Scene
from loyalty.rules import params
from loyalty.rules.fact import MemberFact

SLOTS = (("till", _("till")), ("receipt", _("receipt")), ("cart", _("cart")), ("cabinet", _("cabinet")))


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class GiftLine(Effect):
    """One of these products for nothing: one that is in the cart is free; else the till may add one."""

    code = "gift"
    sentence = _("a gift: one of {skus}")
    example = {"skus": ["CUP-1", "CUP-2"], "below_floor": True}
    costs: ClassVar[frozenset[Cost]] = frozenset({Cost.DISCOUNT, Cost.GOODS})
    skus: tuple[str, ...] = params.texts(_("Products to choose from"), most=20, names="sku")
    below_floor: bool = params.flag(_("May go below the minimum price"), default=True)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        in_cart = (
            Run(index, 1, 0)
            for sku in self.skus
            for index in scene.touchable(EVERYTHING)
            if scene.cart.lines[index].sku == sku and scene.basket.lines[index].quantity_milli >= MILLI
        )
        gift = next(in_cart, None)
        if gift is None:
            yield Gift(**signed(terms), choices=tuple(GiftChoice(sku=sku, quantity_milli=MILLI) for sku in self.skus))
            return
        kopecks = percent_off(scene, [gift], 10_000, terms)[gift.index]
        if kopecks:
            yield LineDiscount(
                **signed(terms), line_id=scene.basket.lines[gift.index].line_id, kopecks=kopecks,
                used_milli=MILLI if terms.uses_up else 0, ignores_floor=self.below_floor,
            )  # fmt: skip


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class MoreForNothing(Effect):
    """For every so many pieces of one product, more of the same that the till may add for nothing: 3 + 1."""

    code = "more_for_nothing"
    sentence = _("for every {pieces} of one product of {goods}, {more} more for nothing")
    example = {"pieces": 3, "more": 1, "goods": {"categories": ["tea"]}}
    costs: ClassVar[frozenset[Cost]] = frozenset({Cost.GOODS})
    goods: Goods = goods_param(_("Goods"))
    pieces: int = params.number(_("For every so many pieces"), least=1, most=1_000)
    more: int = params.number(_("So many more"), least=1, most=1_000, default=1)
    at_most: int | None = params.number(_("At most so many more of a product"), least=1, default=None)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        counts: dict[str, int] = {}
        for run in runs(scene, self.goods, terms):
            sku = scene.cart.lines[run.index].sku
            counts[sku] = counts.get(sku, 0) + run.count
        for sku, count in counts.items():
            more = count // self.pieces * self.more
            more = more if self.at_most is None else min(more, self.at_most)
            if more:
                yield Gift(**signed(terms), choices=(GiftChoice(sku=sku, quantity_milli=more * MILLI),))

    def only_on(self) -> Goods | None:
        return self.goods


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class PiecesForUnits(Effect):
    """Pieces of the goods for points of a unit: six stamps for a coffee. As many as the points are enough for."""

    code = "pieces_for_units"
    sentence = _("one of {goods} for {points}")
    example = {"unit": "STAMP", "points": 6, "goods": {"categories": ["coffee"]}, "at_most": 1}
    unit: str = params.text(_("Unit"), most=32, names="unit")
    points: int = params.points(_("Points for a piece"), least=1)
    goods: Goods = goods_param(_("Goods"))
    at_most: int = params.number(_("At most so many for the order"), least=1, most=100, default=1)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        pool = cheapest_first(runs(scene, self.goods, terms))
        has = int(scene.known.get(balance(self.unit).key, 0)) if scene.facts.can_burn else 0
        has = max(0, has - scene.basket.spent.get(self.unit, 0))
        count = min(has // self.points, self.at_most, count_of(pool))
        chosen = take(pool, count)
        off = percent_off(scene, chosen, 10_000, terms)
        if any(off.values()):
            yield SpendUnits(**signed(terms), unit=self.unit, points=self.points * count)
            yield SetDiscount(**signed(terms), parts=set_parts(scene, chosen, off), uses_up=terms.uses_up)

    def only_on(self) -> Goods | None:
        return self.goods

    def facts(self) -> tuple[MemberFact, ...]:
        return (balance(self.unit),)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class HandOut(Effect):
    """A code of the batch for another purchase, when this one is completed. It is revoked, unless it was used, when the
    goods that brought it come back."""

    code = "hand_out_coupon"
    sentence = _("a coupon of {batch} for another purchase")
    example = {"batch": "next-visit"}
    costs: ClassVar[frozenset[Cost]] = frozenset()  # what a code opens has budgets of its own
    batch: str = params.text(_("Batch of coupons"), most=64, names="batch")

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        yield HandOutCoupon(**signed(terms), batch=self.batch)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class ChangeBurnLimit(Effect):
    """Another share of goods that may be paid with points."""

    code = "burn_limit"
    sentence = _("points may pay for {rate} of goods")
    example = {"rate": 9_000}
    costs: ClassVar[frozenset[Cost]] = frozenset()
    rate: int = params.percent(_("Share of goods"))

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        if scene.facts.can_burn:
            yield BurnLimit(**signed(terms), rate=self.rate)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class SayText(Effect):
    """A text for the till, the receipt, the cart or the cabinet, in both languages."""

    code = "say"
    sentence = _("say ({slot}): {text}")
    example = {"slot": "receipt", "ru": "Ждём вас во вторник", "en": "See you on Tuesday"}
    costs: ClassVar[frozenset[Cost]] = frozenset()
    slot: str = params.choice(_("Where"), SLOTS)
    ru: str = params.text(_("Text in Russian"))
    en: str = params.text(_("Text in English"))

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        said = replace(terms, text=Text(ru=self.ru, en=self.en))
        yield Say(**signed(said), slot=self.slot)

    def words(self) -> str:
        text = self.ru if (get_language() or "ru").startswith("ru") else self.en
        return str(self.sentence).format(slot=self.params()["slot"].words(self.slot), text=text)
