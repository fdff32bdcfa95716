"""What codes are called while sentences are written. Whoever writes looks the names up; without them a code stands for
itself."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from loyalty.words import UnitWords, is_russian

Code = tuple[str, str]  # (of what, which): ("category", "coffee"), ("shop", "lesnaya")
WORDS = "words"  # of a unit: how its points are written

_names: ContextVar[Mapping[Code, str] | None] = ContextVar("names", default=None)
_units: ContextVar[Mapping[str, UnitWords] | None] = ContextVar("units", default=None)
_asked: ContextVar[set[Code] | None] = ContextVar("asked", default=None)


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the codes that were asked for are called in both languages, and how points are written, by unit."""

    asked: frozenset[Code]
    ru: Mapping[Code, str]
    en: Mapping[Code, str]
    units: Mapping[str, UnitWords]

    def of(self, asked: frozenset[Code]) -> "Names":
        """Those of some codes."""
        return Names(
            asked=asked,
            ru={code: self.ru[code] for code in asked if code in self.ru},
            en={code: self.en[code] for code in asked if code in self.en},
            units={unit: self.units[unit] for what, unit in asked if what == WORDS and unit in self.units},
        )


def called(what: str, code: str) -> str:
    """«Кофе», or «coffee» where nobody has said what it is called; `what` is empty for what has no name but itself."""
    if (asked := _asked.get()) is not None and what:
        asked.add((what, code))
    name = (_names.get() or {}).get((what, code), code)
    return f"«{name}»" if is_russian() else f"“{name}”"


def words_of_unit(code: str) -> UnitWords | None:
    """How its points are written; None where nobody has said."""
    if (asked := _asked.get()) is not None:
        asked.add((WORDS, code))
    return (_units.get() or {}).get(code)


@contextmanager
def noting() -> Iterator[set[Code]]:
    """What sentences written inside ask the name of, or the words."""
    asked: set[Code] = set()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


@contextmanager
def naming(names: Mapping[Code, str], units: Mapping[str, UnitWords]) -> Iterator[None]:
    """Sentences written inside use these names, and these words for points."""
    of_names, of_units = _names.set(names), _units.set(units)
    try:
        yield
    finally:
        _names.reset(of_names)
        _units.reset(of_units)
