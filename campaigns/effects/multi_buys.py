"""Buy some, get some: the cheapest of several, every N-th, goods that come with other goods, bundles at one price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from campaigns.effects.effect import EFFECTS, Effect, Terms
from campaigns.effects.pieces import (
    Run,
    amount_off,
    cheapest_first,
    count_of,
    dearest_first,
    every_nth,
    percent_off,
    runs,
    set_parts,
    take,
    times,
)
from campaigns.effects.terms import signed
from loyalty.purchase.goods import Goods, goods_param
from loyalty.purchase.outcomes import Outcome, SetDiscount
from loyalty.purchase.scene import Scene
from loyalty.rules import params

CHOSEN = (("of_all", _("the cheapest of all of them")), ("of_set", _("the cheapest of each set, dearest sets first")))


def _discount(scene: Scene, members: Sequence[Run], off: dict[int, int], terms: Terms) -> Iterator[Outcome]:
    if any(off.values()):
        yield SetDiscount(**signed(terms), parts=set_parts(scene, members, off), uses_up=terms.uses_up)


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class CheapestOf(Effect):
    """Of every so many pieces of the goods, the cheapest some at a percent off: buy 2 get the 3rd, the 2nd at −50 %."""

    code = "cheapest_of"
    sentence = _("of every {pieces} of {goods}, {count} at {rate} off: {chosen}")
    example = {"pieces": 3, "count": 1, "rate": 10_000, "goods": {"categories": ["tea"]}, "at_most": 2, "same": False}
    goods: Goods = goods_param(_("Goods"))
    pieces: int = params.number(_("Of every so many pieces"), least=1, most=1_000)
    count: int = params.number(_("So many are cheaper"), least=1, most=1_000, default=1)
    rate: int = params.percent(_("Percent off"), least=1, default=10_000)
    chosen: str = params.choice(_("Which of them"), CHOSEN, default="of_all")
    same: bool = params.flag(_("Only pieces of one product make a set"), default=False)
    at_most: int | None = params.number(_("At most so many sets for the order"), least=1, default=None)

    def check(self, path: str) -> None:
        if self.count > self.pieces:
            raise params.refuse(f"{path}.count", _("No more pieces can be cheaper than there are in a set"))

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        left = self.at_most
        for pool in _pools(scene, runs(scene, self.goods, terms), same=self.same):
            sets = times(count_of(pool), self.pieces, left)
            if not sets:
                continue
            left = None if left is None else left - sets
            members, chosen = self._choose(pool, sets)
            yield from _discount(scene, members, percent_off(scene, chosen, self.rate, terms), terms)

    def _choose(self, pool: Sequence[Run], sets: int) -> tuple[list[Run], list[Run]]:
        """The pieces of the sets, and those of them that are cheaper."""
        if self.chosen == "of_all":
            chosen = take(cheapest_first(pool), sets * self.count)
            paid = take(dearest_first(_without(pool, chosen)), sets * (self.pieces - self.count))
            return [*chosen, *paid], chosen
        members = take(dearest_first(pool), sets * self.pieces)
        chosen = [piece for place in range(self.count) for piece in _nth_from_end(members, self.pieces, place)]
        return members, chosen

    def only_on(self) -> Goods | None:
        return self.goods


def _pools(scene: Scene, some: list[Run], *, same: bool) -> list[list[Run]]:
    if not same:
        return [some]
    by_sku = sorted(some, key=lambda run: scene.cart.lines[run.index].sku)
    return [list(group) for _, group in groupby(by_sku, key=lambda run: scene.cart.lines[run.index].sku)]


def _nth_from_end(members: Sequence[Run], pieces: int, place: int) -> list[Run]:
    """From every set of `pieces`, in this order, the piece `place` before the last."""
    ahead = Run(-1, place, 0)  # shifts the count, so that the sought piece falls on a multiple
    return [run for run in every_nth([ahead, *members] if place else members, pieces, None) if run.index >= 0]


def _without(pool: Sequence[Run], gone: Sequence[Run]) -> list[Run]:
    taken: dict[int, int] = {}
    for run in gone:
        taken[run.index] = taken.get(run.index, 0) + run.count
    return [Run(r.index, r.count - taken.get(r.index, 0), r.price) for r in pool if r.count > taken.get(r.index, 0)]


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class CheapestPieces(Effect):
    """The cheapest pieces of the goods at a percent or an amount off each, however many there are."""

    code = "cheapest_pieces"
    sentence = _("{size} off the cheapest {count} of {goods}")
    example = {"rate": 1_500, "count": 1}
    goods: Goods = goods_param(_("Goods"))
    count: int = params.number(_("How many pieces"), least=1, most=1_000, default=1)
    rate: int | None = params.percent(_("Percent off"), least=1, default=None)
    amount: int | None = params.amount(_("Amount off a piece"), least=1, default=None)

    def check(self, path: str) -> None:
        if (self.rate is None) == (self.amount is None):
            raise params.refuse(path, _("Say either a percent or an amount"))

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        chosen = take(cheapest_first(runs(scene, self.goods, terms)), self.count)
        off = (
            amount_off(scene, chosen, self.amount or 0)
            if self.rate is None
            else percent_off(scene, chosen, self.rate, terms)
        )
        yield from _discount(scene, chosen, off, terms)

    def words(self) -> str:
        said = {name: param.words(value) for name, param in self.params().items() if (value := getattr(self, name))}
        return str(self.sentence).format(size=said.get("rate") or said["amount"], **said)

    def only_on(self) -> Goods | None:
        return self.goods


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class EveryNth(Effect):
    """Every N-th piece of the goods at a percent off, counted from the dearest."""

    code = "every_nth"
    sentence = _("of every {nth} of {goods}, one at {rate} off")
    example = {"nth": 3, "rate": 5_000}
    goods: Goods = goods_param(_("Goods"))
    nth: int = params.number(_("Every so many"), least=2, most=1_000)
    rate: int = params.percent(_("Percent off"), least=1)
    at_most: int | None = params.number(_("At most so many pieces for the order"), least=1, default=None)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        pool = dearest_first(runs(scene, self.goods, terms))
        chosen = every_nth(pool, self.nth, self.at_most)
        yield from _discount(
            scene, take(pool, count_of(chosen) * self.nth), percent_off(scene, chosen, self.rate, terms), terms
        )

    def only_on(self) -> Goods | None:
        return self.goods


@EFFECTS.register
@dataclass(frozen=True, kw_only=True)
class BuyGet(Effect):
    """For every so many pieces of some goods, so many pieces of others at a percent off, the cheapest of them."""

    code = "buy_get"
    sentence = _("for every {buy} of {goods}, {get} of {reward} at {rate} off")
    example = {"goods": {"skus": ["A-1"]}, "buy": 2, "reward": {"skus": ["B-1"]}, "get": 1, "rate": 10_000}
    goods: Goods = goods_param(_("What is bought"))
    buy: int = params.number(_("So many pieces"), least=1, most=1_000)
    reward: Goods = goods_param(_("What is cheaper"))
    get: int = params.number(_("So many pieces are cheaper"), least=1, most=1_000, default=1)
    rate: int = params.percent(_("Percent off"), least=1, default=10_000)
    at_most: int | None = params.number(_("At most so many times for the order"), least=1, default=None)

    def outcomes(self, scene: Scene, terms: Terms) -> Iterator[Outcome]:
        bought, rewards = runs(scene, self.goods, terms), cheapest_first(runs(scene, self.reward, terms))
        most = count_of(bought) // self.buy if self.at_most is None else min(count_of(bought) // self.buy, self.at_most)
        often = self._how_often(bought, rewards, most)
        if not often:
            return
        chosen = take(rewards, often * self.get)
        paid = take(dearest_first(_without(bought, chosen)), often * self.buy)
        yield from _discount(scene, [*chosen, *paid], percent_off(scene, chosen, self.rate, terms), terms)

    def _how_often(self, bought: Sequence[Run], rewards: Sequence[Run], most: int) -> int:
        """The most times for which enough of both is there: a piece that is given is not also one that was bought.
        The last time may give fewer than `get`."""
        low, high = 0, min(most, -(-count_of(rewards) // self.get))
        while low < high:
            middle = (low + high + 1) // 2
            enough = count_of(_without(bought, take(rewards, middle * self.get))) >= middle * self.buy
            low, high = (middle, high) if enough else (low, middle - 1)
        return low

    def only_on(self) -> Goods | None:
        return self.goods

    def acts_on(self) -> tuple[Goods, ...]:
        return self.goods, self.reward
