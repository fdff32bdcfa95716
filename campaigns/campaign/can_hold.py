"""Whether a rule can hold at all: contradictions such as "at least 5 and at most 3" are found before they are sold."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from loyalty.rules.fact import Fact
from loyalty.rules.predicate import All, AnyOf, Compare, Known, NoneOf, Predicate

MOST_WAYS = 512  # beyond, a rule is taken at its word


@dataclass(frozen=True)
class _Asked:
    """A plain question of one fact, or that it must not hold."""

    atom: Compare | Known
    holds: bool


def can_hold(predicate: Predicate) -> bool:
    """False when no member, cart and instant whatever could meet it. True may still be wrong: what different facts have
    to do with each other is not known here."""
    ways = list(islice(_ways(predicate, True), MOST_WAYS + 1))
    return len(ways) > MOST_WAYS or any(_is_possible(way) for way in ways)


def _ways(predicate: Predicate, holds: bool) -> Iterator[tuple[_Asked, ...]]:
    """Every way for the predicate to hold (or not to), as questions that all have to be met."""
    match predicate:
        case Compare() | Known():
            yield (_Asked(predicate, holds),)
        case NoneOf(parts):
            yield from _ways(AnyOf(parts), not holds)
        case All(parts) | AnyOf(parts):
            if isinstance(predicate, All) is holds:
                each = [list(islice(_ways(part, holds), MOST_WAYS + 1)) for part in parts]
                yield from (tuple(one for way in ways for one in way) for ways in product(*each))
            else:
                for part in parts:
                    yield from _ways(part, holds)


@dataclass
class _Room:
    """What is still possible for one fact: values from `low` to `high` (each with whether it is one of them)."""

    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    allowed: frozenset[Any] | None = None
    barred: frozenset[Any] = frozenset()
    must_be_known: bool = False
    must_be_absent: bool = False

    def narrow(self, one: _Asked) -> None:
        if isinstance(one.atom, Known):
            self.must_be_known |= one.holds
            self.must_be_absent |= not one.holds
            return
        self.must_be_known |= one.holds
        value = one.atom.value
        match one.atom.operator, one.holds:
            case ("at_least", True) | ("below", False):
                self._raise(value, True)
            case "at_most", False:
                self._raise(value, False)
            case "at_most", True:
                self._lower(value, True)
            case ("below", True) | ("at_least", False):
                self._lower(value, False)
            case "one_of", True:
                values = frozenset(value)  # type: ignore[arg-type]
                self.allowed = values if self.allowed is None else self.allowed & values
            case "one_of", False:
                self.barred |= frozenset(value)  # type: ignore[arg-type]

    def is_empty(self, fact: Fact) -> bool:
        if self.must_be_absent:
            return self.must_be_known
        if not self.must_be_known and fact.can_be_absent:
            return False  # what is absent meets everything that must not hold
        if self.allowed is not None and not any(self._fits(value) for value in self.allowed):
            return True
        if self.low is None or self.high is None:
            return False
        (low, from_it), (high, to_it) = self.low, self.high
        if isinstance(low, int) and isinstance(high, int):
            return low + (not from_it) > high - (not to_it)
        return bool(low > high or (low == high and not (from_it and to_it)))

    def _raise(self, value: Any, is_in: bool) -> None:
        if self.low is None or (value, not is_in) > (self.low[0], not self.low[1]):
            self.low = (value, is_in)

    def _lower(self, value: Any, is_in: bool) -> None:
        if self.high is None or (value, is_in) < self.high:
            self.high = (value, is_in)

    def _fits(self, value: Any) -> bool:
        if value in self.barred:
            return False
        if self.low is not None and (value < self.low[0] or (value == self.low[0] and not self.low[1])):
            return False
        return self.high is None or value < self.high[0] or (value == self.high[0] and self.high[1])


def _is_possible(way: tuple[_Asked, ...]) -> bool:
    rooms: dict[Fact, _Room] = {}
    for one in way:
        rooms.setdefault(one.atom.fact, _Room()).narrow(one)
    return not any(room.is_empty(fact) for fact, room in rooms.items())
