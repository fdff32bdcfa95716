"""Puts one product into the catalogue, or changes what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from loyalty.catalogue.described import change_of, described
from loyalty.catalogue.guards import Objection
from loyalty.catalogue.models import Product
from loyalty.catalogue.place_category import place_category


@dataclass(frozen=True, kw_only=True)
class Put:
    """`changed` maps each field that differs now to what it was and what it is; empty when nothing had to change."""

    created: bool
    changed: Mapping[str, tuple[Any, Any]]


def put_product(*, sku: str, goods: Mapping[str, Any], objections: Objection | None = None) -> Put:
    """Create the product or write what differs; a field that `goods` does not name stays as it is.

    `goods` has fields of Product in our units, and `category` as the path of names from the root. At most three queries
    and two for each part of the path; four more with `objections`, the employee's, which may refuse it.
    """
    with transaction.atomic():
        before = None if objections is None else described(sku=sku)
        put = _put(sku, dict(goods))
        if objections is not None and (put.created or put.changed):
            objections(change_of(before, described(sku=sku)))
        return put


def _put(sku: str, given: dict[str, Any]) -> Put:
    if "category" in given:
        given["category_id"] = place_category(path=given.pop("category"))
    product, created = Product.objects.get_or_create(sku=sku, defaults=given)
    if created:
        return Put(created=True, changed={})
    product = lock_product(sku=sku)
    changed = {
        name: (getattr(product, name), value) for name, value in given.items() if getattr(product, name) != value
    }
    if changed:
        Product.objects.filter(pk=product.pk).update(**{name: value for name, (_was, value) in changed.items()})
    return Put(created=False, changed=changed)


def lock_product(*, sku: str) -> Product:
    """The product, nobody else's until the end of the transaction. One query."""
    return Product.objects.select_for_update(no_key=True).get(sku=sku)
