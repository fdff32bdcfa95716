"""Puts goods and their category tree into the catalogue."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from loyalty.catalogue.category_codes import category_code
from loyalty.catalogue.models import Category, Product

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class NewProduct:
    """`category` is the path of names from the root; kopecks for one piece or kilogram, None where nobody knows."""

    sku: str
    name: str
    category: tuple[str, ...] = ()
    brand: str = ""
    cost_kopecks: int | None = None
    min_price_kopecks: int | None = None
    is_weighed: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def load_products(*, products: Iterable[NewProduct]) -> int:
    """Create or update goods by SKU and make the categories they name; returns how many. Two queries per 5 000 goods,
    and one per new category. The last of several goods with one SKU holds."""
    categories = dict(Category.objects.values_list("code", "pk"))
    done = 0
    for batch in _batches(products):
        rows = {product.sku: _row(product, categories) for product in batch}
        Product.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["sku"],
            update_fields=[
                "name", "category", "brand", "attributes", "cost_kopecks", "min_price_kopecks", "is_weighed",
            ],
        )  # fmt: skip
        done += len(rows)
    return done


def _batches(products: Iterable[NewProduct]) -> Iterator[list[NewProduct]]:
    stream = iter(products)
    while batch := list(islice(stream, _BATCH)):
        yield batch


def _row(product: NewProduct, categories: dict[str, int]) -> Product:
    return Product(
        sku=product.sku,
        name=product.name,
        category_id=_category(product.category, categories),
        brand=product.brand,
        attributes=dict(product.attributes),
        cost_kopecks=product.cost_kopecks,
        min_price_kopecks=product.min_price_kopecks,
        is_weighed=product.is_weighed,
    )


def _category(path: tuple[str, ...], categories: dict[str, int]) -> int | None:
    parent: int | None = None
    for depth, name in enumerate(path, start=1):
        code = category_code(path[:depth])
        if code not in categories:
            made, _new = Category.objects.get_or_create(code=code, defaults={"name": name, "parent_id": parent})
            categories[code] = made.pk
        parent = categories[code]
    return parent
