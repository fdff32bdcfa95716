"""What a condition or an effect sees of a purchase: the cart, what was read, the clock, and what is left to pay."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.program.settings import Programme
from loyalty.purchase.basket import Basket
from loyalty.purchase.cart import Cart
from loyalty.purchase.facts import Facts
from loyalty.purchase.goods import EVERYTHING, Goods
from loyalty.purchase.shelf import shelf


@dataclass(kw_only=True, eq=False)
class Scene:
    """`basket` changes while campaigns are applied; everything else stays. `lines` limits what effects may touch to
    these indexes of the cart's lines (all when None)."""

    cart: Cart
    facts: Facts
    programme: Programme
    at: datetime
    basket: Basket
    lines: frozenset[int] | None = None
    _of: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _base: dict[int, int] = field(default_factory=dict, repr=False)

    @property
    def known(self) -> dict[str, Any]:
        """What was read of the member, the budgets and the codes, by fact key."""
        return self.facts.known

    @cached_property
    def local(self) -> datetime:
        """The instant by the shop's clock."""
        return self.at.astimezone(ZoneInfo(self.facts.shop.timezone))

    def of(self, goods: Goods) -> tuple[int, ...]:
        """Indexes of the lines that are these goods, whatever `lines` says: conditions look at the whole cart."""
        found = self._of.get(id(goods))
        if found is None:
            found = self._of[id(goods)] = tuple(
                index
                for index, (line, on_line) in enumerate(zip(self.cart.lines, self.facts.goods, strict=True))
                if goods is EVERYTHING or goods.matches(line, on_line, self.known)
            )
        return found

    def base_of(self, goods: Goods) -> int:
        """The shelf value of the lines that are these goods, kopecks."""
        found = self._base.get(id(goods))
        if found is None:
            found = self._base[id(goods)] = sum(self.basket.lines[index].base_kopecks for index in self.of(goods))
        return found

    def touchable(self, goods: Goods) -> tuple[int, ...]:
        """Of these goods, the lines an effect may act on: in `lines`, and no certificates that are sold."""
        return tuple(
            index
            for index in self.of(goods)
            if (self.lines is None or index in self.lines) and not self.facts.goods[index].is_certificate
        )

    def trying(self, *, lines: frozenset[int] | None = None) -> "Scene":
        """The same scene on a basket of its own, to see what an offer would come to."""
        return Scene(
            cart=self.cart, facts=self.facts, programme=self.programme, at=self.at, basket=self.basket.copy(),
            lines=lines, _of=self._of, _base=self._base,
        )  # fmt: skip


def scene_of(*, cart: Cart, facts: Facts, programme: Programme, at: datetime) -> Scene:
    """A purchase before anything is taken off. Raises AmountMismatch and LineRepeated."""
    basket = Basket(shelf(cart=cart, facts=facts), programme.settings)
    return Scene(cart=cart, facts=facts, programme=programme, at=at, basket=basket)
