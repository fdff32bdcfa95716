"""The goods of the data with costs that we made up: the data have none, and reports on margin need some."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from zlib import crc32

from loyalty.demo.journey import PART
from loyalty.imports.completejourney import data_file, fuel_of
from loyalty.imports.journey_products import journey_products
from loyalty.imports.load_products import NewProduct
from loyalty.imports.tables import open_table
from loyalty.money import divide

_WITH_FLOOR = {"Spirits", "Cigarettes"}  # goods that the law gives a lowest price in many places
_FLOOR_PERCENT = 95  # of the lowest price paid for one: only coupons spread over a receipt ever went below it


def demo_goods(*, full: bool) -> Iterator[NewProduct]:
    """Every product that was ever sold, or sold to households of `PART`.

    Its cost is 60 to 79 % of the lowest price anybody paid, by its number. Spirits and cigarettes have a minimum price,
    other goods none.
    """
    lowest = _lowest_prices(full)
    for product in journey_products():
        price = lowest.get(product.sku)
        if price is None:
            continue
        percent = 60 + crc32(product.sku.encode()) % 20
        has_floor = not _WITH_FLOOR.isdisjoint(product.category)
        yield replace(
            product,
            cost_kopecks=divide(price * percent, 100),
            min_price_kopecks=divide(price * _FLOOR_PERCENT, 100) if has_floor else None,
        )


def _lowest_prices(full: bool) -> Mapping[str, int]:
    """Kopecks for one piece or one gallon, coupons taken off, by SKU; only what was paid for, by anybody."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    names = ["household_id", "product_id", "quantity", "sales_value", "coupon_disc"]
    sales = pq.read_table(data_file("transactions"), columns=names)
    fuel = pa.array(sorted(fuel_of(open_table(data_file("products")))))
    in_milli = pc.and_(pc.is_in(sales["product_id"], value_set=fuel), pc.greater(sales["quantity"], 1))
    pieces = pc.divide(pc.cast(sales["quantity"], pa.float64()), pc.if_else(in_milli, 1000.0, 1.0))
    cents = pc.multiply(pc.subtract(sales["sales_value"], sales["coupon_disc"]), 100.0)
    prices = pa.table({"product_id": sales["product_id"], "cents": pc.divide(cents, pieces)})
    paid = prices.filter(pc.and_(pc.greater_equal(prices["cents"], 1.0), pc.greater(sales["quantity"], 0)))
    lowest = paid.group_by("product_id").aggregate([("cents", "min")])
    if not full:
        of_part = sales.filter(pc.is_in(sales["household_id"], value_set=pa.array(PART)))
        lowest = lowest.filter(pc.is_in(lowest["product_id"], value_set=pc.unique(of_part["product_id"])))
    return {
        str(sku): int(price)
        for sku, price in zip(lowest["product_id"].to_pylist(), lowest["cents_min"].to_pylist(), strict=True)
    }
