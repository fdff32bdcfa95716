"""Conditions about codes that the customer presents: words that anybody may say, and coupons that are counted."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.conditions.condition import CONDITIONS
from campaigns.coupons.normal import normal_code
from campaigns.coupons.truth import OPENED
from loyalty.rules import params
from loyalty.rules.fact import Fact, Type
from loyalty.rules.kind import Condition, Keys
from loyalty.rules.predicate import Compare, Predicate


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class CodePresented(Condition):
    """One of these promo codes is in the cart. Case, spaces and dashes make no difference."""

    code = "code_presented"
    sentence = _("promo code {codes}")
    example = {"codes": ["SPRING"]}
    codes: tuple[str, ...] = params.texts(_("Promo codes"))

    def check(self, path: str) -> None:
        for index, code in enumerate(self.codes):
            if not normal_code(code):
                raise params.refuse(f"{path}.codes[{index}]", _("A promo code has a letter or a digit"))

    def test(self) -> Predicate:
        wanted = tuple(normal_code(code) for code in self.codes)
        presented = Fact(
            key="codes", label=_("Promo codes"), type=Type.TEXTS,
            read=lambda scene: tuple(normal_code(code) for code in scene.cart.coupons),
        )  # fmt: skip
        return Compare(presented, "has_any", wanted)

    def keys(self) -> Keys | None:
        return frozenset(("code", normal_code(code)) for code in self.codes)


@CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class CouponPresented(Condition):
    """A coupon of one of these batches is in the cart and may be used: its window, recipient, shops and limits allow
    it. An order under the campaign uses it."""

    code = "coupon"
    sentence = _("a coupon of the batch {batches}")
    example = {"batches": ["spring"]}
    batches: tuple[str, ...] = params.texts(_("Batches"), names="batch")

    def test(self) -> Predicate:
        opened = Fact(
            key=OPENED, label=_("Coupons"), type=Type.TEXTS, read=lambda scene: tuple(scene.known.get(OPENED, ()))
        )
        return Compare(opened, "has_any", self.batches)

    def keys(self) -> Keys | None:
        return frozenset(("batch", batch) for batch in self.batches)
