"""Several goods together at one price: a coffee and a croissant for 250 ₽."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Effect, Terms
from campaigns.effects.pieces import Run, count_of, dearest_first, left_on, runs, set_parts, take, times
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
        used: dict[int, int] = {}
        limit = 1_000 if self.at_most is None else self.at_most
        whole: list[Run] = []
        for _number in range(limit):
            members = self._one_set(scene, terms, used)
            if members is None or sum(left_on(scene, run) for run in members) <= self.price:
                break
            for run in members:
                used[run.index] = used.get(run.index, 0) + run.count
            whole += members
        if not whole:
            return
        counts = {index: Run(index, count, 0) for index, count in used.items()}
        worth = {index: left_on(scene, run) for index, run in counts.items()}
        sets = times(count_of(whole), sum(part.count for part in self.parts), None)
        off = split(max(0, sum(worth.values()) - sets * self.price), list(worth.values()))
        discount = dict(zip(worth, off, strict=True))
        yield SetDiscount(**signed(terms), parts=set_parts(scene, whole, discount), uses_up=terms.uses_up)

    def _one_set(self, scene: Scene, terms: Terms, used: dict[int, int]) -> list[Run] | None:
        """The dearest pieces that are left for each part; None when a part has too few."""
        taken, members = dict(used), list[Run]()
        for part in self.parts:
            pool = [
                Run(run.index, run.count - taken.get(run.index, 0), run.price)
                for run in runs(scene, part.goods, terms)
                if run.count > taken.get(run.index, 0)
            ]
            chosen = take(dearest_first(pool), part.count)
            if count_of(chosen) < part.count:
                return None
            for run in chosen:
                taken[run.index] = taken.get(run.index, 0) + run.count
            members += chosen
        return members

    def only_on(self) -> Goods | None:
        return self.parts[0].goods
