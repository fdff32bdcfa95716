"""What an effect is: a kind of sentence that asks the purchase to do something."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from django.utils.translation import gettext, ngettext

from loyalty import words
from loyalty.money import BONUS
from loyalty.purchase.goods import Goods
from loyalty.purchase.outcomes import Outcome, Text
from loyalty.purchase.scene import Scene
from loyalty.rules.fact import MemberFact
from loyalty.rules.kind import Kind, Kinds
from loyalty.rules.naming import words_of_unit


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Who asks, in which words, and how the campaign counts; an effect puts the first four on every outcome.

    `on_shelf`: sizes are computed from shelf prices, not from what earlier offers left (the basket cuts them to what is
    left all the same). `only_free`: pieces that another offer used up do not count. `uses_up`: pieces used here are
    used up for others.
    """

    campaign: str
    version: int
    effect: str
    text: Text
    on_shelf: bool = False
    only_free: bool = False
    uses_up: bool = True


class Cost(StrEnum):
    """What an effect costs the shop: money off the goods, points it will have to honour, goods given away."""

    DISCOUNT = "discount"
    POINTS = "points"
    GOODS = "goods"


class Effect(Kind):
    """`outcomes` looks at `scene.basket` for what is left to pay and free, and takes nothing itself. Nothing yielded
    means that there is nothing to do here.
    """

    costs: ClassVar[frozenset[Cost]] = frozenset({Cost.DISCOUNT})

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        raise NotImplementedError

    def most_for_order(self) -> int | None:
        """The most it gives for one order, in kopecks or points; None when that depends on the cart alone."""
        at_most: int | None = getattr(self, "at_most", None)
        return at_most if at_most is not None and self.params()["at_most"].widget in ("amount", "points") else None

    def words(self) -> str:
        """The sentence, with the most that it gives for an order."""
        said, most = self._said(), getattr(self, "at_most", None)
        if most is None:
            return said
        shown = self.params()["at_most"].words(most)
        return gettext("{sentence}, at most {most} for the order").format(sentence=said, most=shown)

    def _said(self) -> str:
        """The sentence; points are written with their word."""
        values = ((name, param, getattr(self, name)) for name, param in self.params().items())
        written = {name: "" if value is None else param.words(value) for name, param, value in values}
        points, unit = getattr(self, "points", None), getattr(self, "unit", None)
        if points is not None and unit is not None:
            written["points"] = points_words(points, unit)
        return str(self.sentence).format(**written)

    def only_on(self) -> Goods | None:
        """The goods without which the effect does nothing; None when it may do something for any cart."""
        return None

    def acts_on(self) -> tuple[Goods, ...]:
        """All goods it may touch, where it touches chosen goods only; nothing when that cannot be told beforehand."""
        goods = self.only_on()
        return () if goods is None else (goods,)

    def facts(self) -> tuple[MemberFact, ...]:
        """What it has to know of the member, beside what its goods need."""
        return ()

    def is_by_line(self) -> bool:
        """Whether what it does to a line does not depend on the other lines: then each line can be judged by itself."""
        return False


def points_words(points: int, unit: str) -> str:
    """«100 баллов»; of another unit than BONUS, with its code."""
    known = words_of_unit(unit)
    if known is not None:
        return words.points(points, known)
    number = words.number(points)
    if unit != BONUS:
        return gettext("{n} points {unit}").format(n=number, unit=unit)
    return ngettext("{n} point", "{n} points", points).format(n=number)


EFFECTS: Kinds[Effect] = Kinds("effects")
