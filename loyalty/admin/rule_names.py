"""Sentences with names in place of codes: of categories, products, collections, shops, tiers, units, and whatever
packages above add."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from loyalty import words
from loyalty.catalogue.models import Category, Collection, Product
from loyalty.ledger.models import Unit
from loyalty.ledger.units import kept_units
from loyalty.program.settings import Programme
from loyalty.registries import Registry
from loyalty.rules.naming import Code, naming, noting
from loyalty.shops.models import Shop
from loyalty.words import UnitWords

T = TypeVar("T")
# What some codes of a kind are called. Where two may be called the same, these few are looked up whole: names alone
# would not tell them apart.
Names = Callable[[set[str], Programme], Mapping[str, str]]
NAMES: Registry[Names] = Registry("names in sentences")


def with_names(write: Callable[[], T], programme: Programme, yet_to_come: Mapping[str, UnitWords] | None = None) -> T:
    """What `write` writes, with names, also of units that are `yet_to_come`. Written twice: first to hear which names
    it asks for. At most a query for each kind of thing that it names."""
    with noting() as asked:
        write()
    known = {**(yet_to_come or {}), **{code: view.words for code, view in kept_units().items()}}
    with naming(_names_of(asked, programme), known):
        return write()


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """By code; with the code where another is called the same."""
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def _names_of(asked: Iterable[Code], programme: Programme) -> dict[Code, str]:
    wanted: dict[str, set[str]] = {}
    for what, code in asked:
        wanted.setdefault(what, set()).add(code)
    found: dict[Code, str] = {}
    for what, codes in wanted.items():
        named = NAMES[what](codes, programme) if what in NAMES else {}
        found |= {(what, code): name for code, name in named.items() if code in codes}
    return found


def _products(codes: set[str], programme: Programme) -> dict[str, str]:
    """Many are called the same."""
    rows = Product.objects.filter(sku__in=codes).values_list("sku", "name")
    return {sku: f"{name} ({sku})" for sku, name in rows}


def _tiers(codes: set[str], programme: Programme) -> dict[str, str]:
    ladder = programme.settings.ladder
    tiers = ladder.tiers if ladder else ()
    return told_apart({one.code: one.name_ru if words.is_russian() else one.name_en for one in tiers})


def _units(codes: set[str], programme: Programme) -> dict[str, str]:
    return dict(Unit.objects.values_list("code", "name_ru" if words.is_russian() else "name_en"))


NAMES.add("category", lambda codes, programme: told_apart(dict(Category.objects.values_list("code", "name"))))
NAMES.add("collection", lambda codes, programme: told_apart(dict(Collection.objects.values_list("code", "name"))))
NAMES.add("shop", lambda codes, programme: told_apart(dict(Shop.objects.values_list("code", "name"))))
NAMES.add("sku", _products)
NAMES.add("tier", _tiers)
NAMES.add("unit", _units)
