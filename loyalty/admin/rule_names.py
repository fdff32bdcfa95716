"""Sentences with names in place of codes, for staff: of categories, products, collections, shops, tiers, units, and
whatever packages above add. What two are called alike is told apart by the code, which customers are not bothered with.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from loyalty import words
from loyalty.ledger.units import kept_units
from loyalty.names import NAMED, read_names
from loyalty.registries import Registry
from loyalty.rows import all_rows
from loyalty.rules.naming import Code, naming, noting
from loyalty.words import UnitWords

T = TypeVar("T")
# What some codes of a kind are called. Where two may be called the same, these few are looked up whole: names alone
# would not tell them apart.
Names = Callable[[set[str]], Mapping[str, str]]
NAMES: Registry[Names] = Registry("names in sentences")


def with_names(write: Callable[[], T], yet_to_come: Mapping[str, UnitWords] | None = None) -> T:
    """What `write` writes, with names, also of units that are `yet_to_come`. Written twice: first to hear which names
    it asks for. At most a query for each kind of thing that it names."""
    with noting() as asked:
        write()
    known = {**(yet_to_come or {}), **{code: view.words for code, view in kept_units().items()}}
    with naming(_names_of(asked), known):
        return write()


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """By code; with the code where another is called the same."""
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def _names_of(asked: Iterable[Code]) -> dict[Code, str]:
    wanted: dict[str, set[str]] = {}
    for what, code in asked:
        wanted.setdefault(what, set()).add(code)
    found: dict[Code, str] = {}
    for what, codes in wanted.items():
        named = NAMES[what](codes) if what in NAMES else {}
        found |= {(what, code): name for code, name in named.items() if code in codes}
    return found


def _products(codes: set[str]) -> dict[str, str]:
    """Many are called the same."""
    names = read_names(frozenset(("sku", code) for code in codes)).ru
    return {sku: f"{name} ({sku})" for (_what, sku), name in names.items()}


def _all(what: str) -> Names:
    def names(codes: set[str]) -> dict[str, str]:
        rows = all_rows(NAMED[what], [])
        return told_apart({code: ru if words.is_russian() else en for code, ru, en in rows})

    return names


for _what in ("category", "collection", "shop", "tier", "unit"):
    NAMES.add(_what, _all(_what))
NAMES.add("sku", _products)
