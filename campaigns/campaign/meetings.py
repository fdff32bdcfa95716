"""Which campaigns meet on one purchase, and who wins where they do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from campaigns.engine.definition import Definition, Lane, Mode
from loyalty.rules.kind import Keys


class How(StrEnum):
    """EXCLUDED: they never apply together. FIRST: the one that comes earlier in the lane wins. BEST: the better one
    wins, on the cart. ADD_UP: both apply, one after the other."""

    EXCLUDED = "excluded"
    FIRST = "first"
    BEST = "best"
    ADD_UP = "add_up"


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """`other` as `one` meets it. `first`: the code of who comes first, and wins where the first does."""

    other: Definition
    how: How
    first: str


def in_turn(definitions: Sequence[Definition], lanes: Sequence[Lane]) -> list[tuple[Lane, list[Definition]]]:
    """Lanes as they run, each with its campaigns in the order in which they are asked."""
    return [
        (lane, sorted((one for one in definitions if one.lane == lane.code), key=_place))
        for lane in sorted(lanes, key=lambda lane: (lane.order, lane.code))
    ]


def meetings(one: Definition, others: Sequence[Definition], lanes: Sequence[Lane]) -> Iterator[Meeting]:
    """Those of the same time that `one` can meet on one purchase, in the order given: the same goods, or no goods
    named. What else their conditions ask is not compared."""
    known = {lane.code: lane for lane in lanes}
    if one.lane not in known:
        return
    for other in others:
        if other.code == one.code or other.lane not in known or not _overlap(one, other):
            continue
        first = min((one, other), key=lambda each: (known[each.lane].order, each.lane, _place(each)))
        yield Meeting(other=other, how=_how(one, other, known[one.lane]), first=first.code)


def _how(one: Definition, other: Definition, lane: Lane) -> How:
    if other.code in one.excludes or one.code in other.excludes:
        return How.EXCLUDED
    if one.lane != other.lane or lane.mode is Mode.STACK:
        return How.ADD_UP
    return How.FIRST if lane.mode is Mode.FIRST else How.BEST


def _place(one: Definition) -> tuple[int, str]:
    return (-one.priority, one.code)


def _overlap(one: Definition, other: Definition) -> bool:
    starts = [each.starts_at for each in (one, other) if each.starts_at is not None]
    ends = [each.ends_at for each in (one, other) if each.ends_at is not None]
    if starts and ends and max(starts) >= min(ends):
        return False
    mine, theirs = _goods(one), _goods(other)
    return mine is None or theirs is None or not mine.isdisjoint(theirs) or _kinds(mine) != _kinds(theirs)


def _goods(one: Definition) -> Keys | None:
    """The names of goods without which it does nothing; None when any cart may do."""
    found: Keys = frozenset()
    for effect in one.effects:
        goods = effect.only_on()
        keys = None if goods is None else goods.keys()
        if keys is None:
            return None
        found |= keys
    return found


def _kinds(keys: Keys) -> frozenset[str]:
    """Goods named by product and goods named by category may be the same."""
    return frozenset(kind for kind, _name in keys)
