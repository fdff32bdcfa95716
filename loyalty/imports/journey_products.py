"""The goods of the Complete Journey as our catalogue has them. What they cost the shop is not in the data."""

from collections.abc import Iterator, Mapping
from typing import Any

from loyalty.imports.completejourney import data_file
from loyalty.imports.load_products import NewProduct
from loyalty.imports.tables import Table, open_table


def journey_products(table: Table | None = None) -> Iterator[NewProduct]:
    """Every product of the package, or of a table with the same columns: department and category are the tree, brand is
    National or Private; type, size and manufacturer are attributes."""
    table = table or open_table(data_file("products"))
    for row in table.rows(0):
        yield _product(dict(zip(table.columns, row, strict=True)))


def _product(values: Mapping[str, Any]) -> NewProduct:
    kind, size = _words(values["product_type"]), values["package_size"] or ""
    department, category = _words(values["department"]), _words(values["product_category"])
    return NewProduct(
        sku=str(values["product_id"]),
        name=", ".join(part for part in (kind or category or department, size.strip().lower()) if part),
        category=tuple(part for part in (department, category) if part),
        brand=values["brand"] or "",
        is_weighed="GASOLINE" in (values["product_type"] or ""),
        attributes={
            name: text
            for name, text in (("type", kind), ("size", size), ("manufacturer", str(values["manufacturer_id"])))
            if text
        },
    )


def _words(text: str | None) -> str:
    return " ".join((text or "").split()).capitalize()
