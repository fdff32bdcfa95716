"""Pieces of a cart as multi-buys see them: runs of equal pieces, never flattened into units, in order of price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns.effects.effect import Terms
from loyalty.money import MILLI, rate_of, share_so_far
from loyalty.purchase.goods import Goods
from loyalty.purchase.outcomes import SetPart
from loyalty.purchase.scene import Scene


@dataclass(frozen=True)
class Run:
    """`count` pieces of one line. A weighed line is one piece of itself, and never counts as items."""

    index: int
    count: int
    price: int  # what is left to pay on the line for a piece, kopecks, rounded down: only for comparing


def runs(scene: Scene, goods: Goods, terms: Terms) -> list[Run]:
    """Whole pieces of these goods that an offer may look at, in the cart's order. Free ones only where it says so."""
    found = []
    for index in scene.touchable(goods):
        line = scene.basket.lines[index]
        milli = scene.basket.free[index] if terms.only_free else line.quantity_milli
        if line.goods.is_weighed or line.quantity_milli % MILLI or milli < MILLI:
            continue
        left = line.base_kopecks if terms.on_shelf else scene.basket.left[index]
        found.append(Run(index, milli // MILLI, left * MILLI // line.quantity_milli))
    return found


def cheapest_first(some: Iterable[Run]) -> list[Run]:
    """By price of a piece; of equals, the later line first, so that the earlier keeps its price."""
    return sorted(some, key=lambda run: (run.price, -run.index))


def dearest_first(some: Iterable[Run]) -> list[Run]:
    """By price of a piece from above; of equals, the earlier line first."""
    return sorted(some, key=lambda run: (-run.price, run.index))


def count_of(some: Iterable[Run]) -> int:
    return sum(run.count for run in some)


def take(some: Sequence[Run], count: int) -> list[Run]:
    """The first `count` pieces."""
    taken, left = [], count
    for run in some:
        if left <= 0:
            break
        taken.append(Run(run.index, min(run.count, left), run.price))
        left -= taken[-1].count
    return taken


def every_nth(ordered: Sequence[Run], nth: int, at_most: int | None) -> list[Run]:
    """Of the pieces in this order, the nth, the 2 × nth and so on: by arithmetic over runs."""
    found, passed, given = [], 0, 0
    for run in ordered:
        here = (passed + run.count) // nth - passed // nth
        here = here if at_most is None else min(here, at_most - given)
        if here > 0:
            found.append(Run(run.index, here, run.price))
            given += here
        passed += run.count
    return found


def left_on(scene: Scene, run: Run) -> int:
    """What is left to pay on so many pieces of a line, kopecks."""
    line = scene.basket.lines[run.index]
    return share_so_far(scene.basket.left[run.index], run.count * MILLI, line.quantity_milli)


def shelf_of(scene: Scene, run: Run) -> int:
    """The shelf price of so many pieces of a line, kopecks."""
    line = scene.basket.lines[run.index]
    return share_so_far(line.base_kopecks, run.count * MILLI, line.quantity_milli)


def set_parts(scene: Scene, members: Iterable[Run], off: dict[int, int]) -> tuple[SetPart, ...]:
    """A set of pieces, with kopecks off by line; the pieces of one line are one part."""
    return tuple(
        SetPart(
            line_id=scene.basket.lines[run.index].line_id, quantity_milli=run.count * MILLI,
            kopecks=off.get(run.index, 0),
        )
        for run in joined(members)
    )  # fmt: skip


def times(count: int, size: int, at_most: int | None) -> int:
    """How many whole sets of `size` pieces there are, at most so many."""
    return count // size if at_most is None else min(count // size, at_most)


def percent_off(scene: Scene, chosen: Iterable[Run], rate: int, terms: Terms) -> dict[int, int]:
    """Kopecks off by line, for these pieces at a percent off; never more than is left to pay on them."""
    off = {}
    for run in joined(chosen):
        left = left_on(scene, run)
        off[run.index] = min(left, rate_of(shelf_of(scene, run) if terms.on_shelf else left, rate))
    return off


def amount_off(scene: Scene, chosen: Iterable[Run], kopecks: int) -> dict[int, int]:
    """Kopecks off by line, for so many kopecks off each piece; never more than is left to pay on a piece."""
    return {run.index: min(left_on(scene, run), kopecks * run.count) for run in joined(chosen)}


def joined(some: Iterable[Run]) -> list[Run]:
    """The pieces of one line as one run, in the cart's order."""
    counts: dict[int, int] = {}
    for run in some:
        counts[run.index] = counts.get(run.index, 0) + run.count
    return [Run(index, count, 0) for index, count in sorted(counts.items())]
