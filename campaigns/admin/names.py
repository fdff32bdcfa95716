"""Sentences with names in place of codes: of categories, products, collections, shops, tiers, units,
segments and batches of coupons."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db.models import QuerySet

from campaigns.coupons.models import CouponBatch
from loyalty import words
from loyalty.catalogue.models import Category, Collection, Product
from loyalty.ledger.models import Unit
from loyalty.ledger.units import kept_units
from loyalty.program.settings import Programme
from loyalty.rules.naming import Code, naming, noting
from loyalty.shops.models import Shop
from loyalty.words import UnitWords
from segments.segment.models import Segment

T = TypeVar("T")
# Where two may be called the same, names alone would not tell them apart: these few are looked up whole.
_NAMED: dict[str, QuerySet[Any]] = {
    "category": Category.objects.all(), "collection": Collection.objects.all(), "shop": Shop.objects.all(),
    "batch": CouponBatch.objects.all(),
}  # fmt: skip


def with_names(write: Callable[[], T], programme: Programme, yet_to_come: Mapping[str, UnitWords] | None = None) -> T:
    """What `write` writes, with names, also of units that are `yet_to_come`. Written twice: first to hear which names
    it asks for. At most a query for each kind of thing that it names."""
    with noting() as asked:
        write()
    known = {**(yet_to_come or {}), **{code: view.words for code, view in kept_units().items()}}
    with naming(_names_of(asked, programme), known):
        return write()


def _names_of(asked: Iterable[Code], programme: Programme) -> dict[Code, str]:
    wanted: dict[str, set[str]] = {}
    for what, code in asked:
        wanted.setdefault(what, set()).add(code)
    found: dict[Code, str] = {}
    for what, codes in wanted.items():
        found |= {(what, code): name for code, name in _of(what, codes, programme).items() if code in codes}
    return found


def _of(what: str, codes: set[str], programme: Programme) -> dict[str, str]:
    if what in _NAMED:
        rows = _NAMED[what].values_list("code", "name")
        return _told_apart(dict(rows))
    match what:
        case "sku":  # many products are called the same
            rows = Product.objects.filter(sku__in=codes).values_list("sku", "name")
            return {sku: f"{name} ({sku})" for sku, name in rows}
        case "tier":
            ladder = programme.settings.ladder
            tiers = ladder.tiers if ladder else ()
            return _told_apart({one.code: one.name_ru if words.is_russian() else one.name_en for one in tiers})
        case "segment":
            rows = Segment.objects.filter(code__in=codes)
            return _told_apart(dict(rows.values_list("code", "title_ru" if words.is_russian() else "title_en")))
        case "unit":
            return dict(Unit.objects.values_list("code", "name_ru" if words.is_russian() else "name_en"))
    return {}


def _told_apart(names: dict[str, str]) -> dict[str, str]:
    """By code; with the code where another is called the same."""
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}
