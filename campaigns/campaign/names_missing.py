"""Codes in a campaign by which there is nothing: a typing error, or goods that are yet to come."""

from collections.abc import Iterator

from django.db.models import Model

from campaigns.campaign.goods_of import goods_of
from campaigns.conditions.cart import InShop, InShopGroup
from campaigns.conditions.codes import CouponPresented
from campaigns.coupons.models import CouponBatch
from campaigns.engine.definition import Definition
from loyalty.catalogue.models import Category, Collection, Product
from loyalty.shops.models import Shop, ShopGroup

_PARTS: dict[str, tuple[type[Model], str]] = {
    "skus": (Product, "sku"), "categories": (Category, "code"), "collections": (Collection, "code"),
    "shops": (Shop, "code"), "groups": (ShopGroup, "name"),
    "batches": (CouponBatch, "code"),
}  # fmt: skip


def names_missing(definition: Definition) -> tuple[str, ...]:
    """In alphabetical order. One query for each kind of thing it names."""
    asked: dict[str, set[str]] = {}
    for part, name in _named(definition):
        asked.setdefault(part, set()).add(name)
    missing: set[str] = set()
    for part, names in asked.items():
        model, field = _PARTS[part]
        found = model._default_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True)  # noqa: SLF001
        missing |= names - set(found)
    return tuple(sorted(missing))


def _named(definition: Definition) -> Iterator[tuple[str, str]]:
    for goods in goods_of(definition):
        for part in ("skus", "categories", "collections"):
            for name in getattr(goods, part) or ():
                yield part, name
    for condition in () if definition.when is None else definition.when.leaves():
        if isinstance(condition, InShop | InShopGroup):
            part = "shops" if isinstance(condition, InShop) else "groups"
            for name in (*(condition.one_of or ()), *(condition.none_of or ())):
                yield part, name
        elif isinstance(condition, CouponPresented):
            for name in condition.batches:
                yield "batches", name
