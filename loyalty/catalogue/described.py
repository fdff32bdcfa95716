"""What the catalogue says of goods as far as rules read it, to tell what a change of it changes for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from loyalty.catalogue.guards import Change, Name
from loyalty.catalogue.models import Product


@dataclass(frozen=True, kw_only=True)
class Described:
    """`names` as in `Change`, without its own SKU: that is what the cart calls it, whatever the catalogue says."""

    sku: str
    names: frozenset[Name]
    floor: int = 0
    is_weighed: bool = False
    is_certificate: bool = False


_UNKNOWN = Described(sku="", names=frozenset())


def described(*, sku: str) -> Described | None:
    """None for goods that the catalogue does not know. Two queries."""
    product = Product.objects.select_related("category").filter(sku=sku).first()
    if product is None:
        return None
    return describe(product=product, collections=product.collections.values_list("code", flat=True))


def describe(*, product: Product, collections: Iterable[str] = ()) -> Described:
    """The same of a product at hand, stored or not. A query for its category where that is not loaded."""
    names = {("category", code) for code in (product.category.path if product.category else ())}
    names |= {("collection", code) for code in collections} | set(_attributes(product.attributes))
    if product.brand:
        names.add(("brand", product.brand))
    return Described(
        sku=product.sku, names=frozenset(names), floor=product.min_price_kopecks or 0,
        is_weighed=product.is_weighed, is_certificate=product.is_certificate,
    )  # fmt: skip


def _attributes(attributes: Mapping[str, Any]) -> Iterable[Name]:
    return (("attribute", f"{name}={value}") for name, value in attributes.items())


def change_of(before: Described | None, after: Described | None) -> Change:
    """What is different for whoever buys goods of one SKU; None where the catalogue does not know it."""
    was, now = (frozenset() if one is None else one.names for one in (before, after))
    own = frozenset(("sku", one.sku) for one in (before, after) if one is not None)
    then = before or _UNKNOWN
    left = after or _UNKNOWN
    return Change(
        moved=was ^ now, names=was | now | own, lowered=left.floor < then.floor,
        unmarked=then.is_weighed > left.is_weighed or then.is_certificate > left.is_certificate,
    )  # fmt: skip


def change_of_path(before: Iterable[str], after: Iterable[str]) -> Change:
    """The same for all goods of a category whose path, codes from the root to it, is another."""
    return Change(moved=frozenset(("category", code) for code in set(before) ^ set(after)))
