"""Several goods together at one price: a coffee and a croissant for 250 ₽."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Effect, Terms
from campaigns.effects.pieces import Run, count_of, dearest_first, left_on, runs, set_parts
from campaigns.effects.terms import signed
from loyalty.money import split
from loyalty.purchase.goods import Goods, dump_goods, parse_goods
from loyalty.purchase.outcomes import Outcome, SetDiscount
from loyalty.purchase.scene import Scene
from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.invalid import at
from loyalty.rules.params import Param, refuse

MOST_PARTS = 10


@dataclass(frozen=True)
class Ingredient:
    """So many pieces of these goods."""

    goods: Goods
    count: int


def ingredients(label: Words) -> Any:
    """What a bundle is made of: 1 to 10 parts, each some pieces of some goods."""
    count = params.number(label, least=1, most=1_000).metadata["param"]

    def parse(raw: Any, path: str) -> tuple[Ingredient, ...]:
        if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_PARTS:
            raise refuse(path, _("From 1 to 10 parts are expected here"))
        found = []
        for index, part in enumerate(raw):
            here = at(path, index)
            if not isinstance(part, dict) or set(part) - {"goods", "count"} or "goods" not in part:
                raise refuse(here, _("A part has “goods” and “count”"))
            number = count.parse(part.get("count", 1), at(here, "count"))
            found.append(Ingredient(parse_goods(part["goods"], at(here, "goods")), number))
        return tuple(found)

    def written(value: tuple[Ingredient, ...]) -> str:
        return " + ".join(
            one.goods.words()
            if one.count == 1
            else gettext("{count} × {goods}").format(count=one.count, goods=one.goods.words())
            for one in value
        )

    schema = {"type": "array", "minItems": 1, "maxItems": MOST_PARTS, "items": {"type": "object"}}
    dump = lambda value: [{"goods": dump_goods(one.goods), "count": one.count} for one in value]  # noqa: E731
    return params.declare(
        Param(label=label, widget="ingredients", parse=parse, dump=dump, words=written, schema=schema)
    )


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class BundlePrice(Effect):
    """A set of goods for one price. Sets are made of the dearest pieces first; a set that is cheaper anyway stays."""

    code = "bundle_price"
    sentence = _("{parts} together for {price}")
    example = {
        "parts": [{"goods": {"categories": ["coffee"]}, "count": 1}, {"goods": {"categories": ["bakery"]}, "count": 1}],
        "price": 25_000,
        "at_most": 3,
    }
    parts: tuple[Ingredient, ...] = ingredients(_("What it is made of"))
    price: int = params.amount(_("Price of a set"))
    at_most: int | None = params.number(_("At most so many sets for the order"), least=1, most=1_000, default=None)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        whole, sets = self._sets(scene, self._pools(scene, terms))
        if not whole:
            return
        worth = {run.index: left_on(scene, run) for run in whole}
        off = split(max(0, sum(worth.values()) - sets * self.price), list(worth.values()))
        discount = dict(zip(worth, off, strict=True))
        yield SetDiscount(**signed(terms), parts=set_parts(scene, whole, discount), uses_up=terms.uses_up)

    def _pools(self, scene: Scene, terms: Terms) -> list[tuple[int, list[Run]]]:
        """For each part how many pieces it takes and of which, dearest first. The part with the least choice comes
        first, so that another does not take what only it can use."""
        pools = [(part.count, dearest_first(runs(scene, part.goods, terms))) for part in self.parts]
        return sorted(pools, key=lambda pool: count_of(pool[1]))

    def _sets(self, scene: Scene, pools: Sequence[tuple[int, list[Run]]]) -> tuple[list[Run], int]:
        """The pieces of all sets, joined by line, and how many sets they make. A set that is like the one before it is
        not made again but counted: the work follows the lines, not the pieces."""
        free = {run.index: run.count for _count, pool in pools for run in pool}
        used: dict[int, int] = {}
        sets = 0
        while self.at_most is None or sets < self.at_most:
            one = _one_set(pools, free)
            if one is None or sum(left_on(scene, Run(i, n, 0)) for i, n in one.items()) <= self.price:
                break
            alike = min(free[index] // count for index, count in one.items())
            alike = alike if self.at_most is None else min(alike, self.at_most - sets)
            sets += alike
            for index, count in one.items():
                free[index] -= count * alike
                used[index] = used.get(index, 0) + count * alike
        return [Run(index, count, 0) for index, count in sorted(used.items())], sets

    def only_on(self) -> Goods | None:
        return self.parts[0].goods

    def acts_on(self) -> tuple[Goods, ...]:
        return tuple(part.goods for part in self.parts)


def _one_set(pools: Sequence[tuple[int, list[Run]]], free: dict[int, int]) -> dict[int, int] | None:
    """The dearest pieces that are free for each part, counted by line; None when a part has too few."""
    taken: dict[int, int] = {}
    for count, pool in pools:
        for run in pool:
            here = min(count, free[run.index] - taken.get(run.index, 0))
            if here > 0:
                taken[run.index] = taken.get(run.index, 0) + here
                count -= here
            if not count:
                break
        if count:
            return None
    return taken
