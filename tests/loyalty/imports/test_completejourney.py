from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db.models import Sum

from loyalty.catalogue.models import Category, Product
from loyalty.imports.completejourney import CompleteJourney, complete_journey, data_file
from loyalty.imports.journey_products import journey_products
from loyalty.imports.load_products import load_products
from loyalty.imports.receipt import Receipt, Rejected
from loyalty.imports.tables import Row, Table, open_table
from loyalty.purchase.models import Order, OrderLine
from tests.loyalty.imports.files import load

COLUMNS = (
    "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc",
    "coupon_match_disc", "week", "transaction_timestamp",
)  # fmt: skip
STAMP = datetime(2017, 1, 1, 11, 53, 26)  # noqa: DTZ001  naive, as in the data
FUEL = 6534178
SAMPLE = 5_000


def a_row(product: int = 1, quantity: int = 1, sales: float = 0.0, retail: float = 0.0, coupon: float = 0.0,
          match: float = 0.0, basket: int = 31) -> Row:  # fmt: skip
    return (900, 330, basket, product, quantity, sales, retail, coupon, match, 1, STAMP)


def read(*rows: Row) -> list[Receipt | Rejected]:
    table = Table(path=Path("t.parquet"), columns=COLUMNS, rows=lambda skip: iter(rows[skip:]))
    return list(CompleteJourney(table, fuel=frozenset({FUEL})).read(skip=0))


def one(*rows: Row) -> Receipt:
    [receipt] = read(*rows)
    assert isinstance(receipt, Receipt)
    return receipt


def put_right(receipt: Receipt) -> dict[str, int]:
    return {code: times for code, times in receipt.repairs.items() if times}


def test_stamps_are_utc_and_households_are_members() -> None:
    receipt = one(a_row(sales=1.0))
    assert receipt.occurred_at == datetime(2017, 1, 1, 11, 53, 26, tzinfo=UTC)
    assert receipt.member is not None
    assert (receipt.external_id, receipt.shop, receipt.member.normal) == ("31", "330", "900")


def test_shelf_value_and_discounts_are_told_apart() -> None:
    # given two pieces for 3.00 after 0.50 of the shop and 0.25 of its match, with a maker's coupon of 1.00
    line = one(a_row(quantity=2, sales=3.0, retail=0.5, match=0.25, coupon=1.0)).lines[0]

    # then the shop took 0.75 off 3.75, and the customer paid 2.00
    assert (line.base_kopecks, line.discount_kopecks, line.coupon_kopecks) == (375, 75, 100)
    assert (line.quantity_milli, line.price_kopecks) == (2000, 188)


def test_fuel_comes_in_thousandths_of_a_gallon() -> None:
    receipt = one(a_row(FUEL, quantity=9_463, sales=27.99, retail=0.01), a_row(FUEL, quantity=1, sales=20.0))
    assert [(line.quantity_milli, line.price_kopecks) for line in receipt.lines] == [(9_463, 296), (1_000, 2_000)]
    assert put_right(receipt) == {"fuel_thousandths": 1}


def test_dust_of_floats_is_wiped() -> None:
    receipt = one(a_row(sales=1.776357e-15, retail=2.0), a_row(2, sales=1.0))
    assert [line.base_kopecks for line in receipt.lines] == [200, 100]
    assert put_right(receipt) == {"float_dust": 1}


def test_rows_without_a_quantity_are_dropped_kept_or_spread() -> None:
    # given nothing, money without a quantity, a coupon alone, and goods for 1.00 and 3.00
    receipt = one(
        a_row(1, 0), a_row(2, 0, sales=0.5), a_row(3, 0, coupon=0.45), a_row(4, sales=1.0), a_row(5, sales=3.0)
    )

    # then nothing is dropped, money is one piece, and the coupon is spread over the rest by what is left to pay
    assert [(line.sku, line.quantity_milli, line.coupon_kopecks) for line in receipt.lines] == [
        ("2", 1000, 5), ("4", 1000, 10), ("5", 1000, 30),
    ]  # fmt: skip
    assert put_right(receipt) == {"zero_rows_dropped": 1, "zero_quantity_as_one": 1, "coupon_rows_spread": 1}


def test_a_coupon_above_its_line_reaches_the_others_and_then_ends() -> None:
    # given coupons for 3.00 on a receipt of 2.50, the first above its own line
    receipt = one(a_row(1, sales=1.0, coupon=2.0), a_row(2, sales=1.5, coupon=1.0))

    # then nothing is left to pay, and 0.50 of the coupons is cut
    assert [line.coupon_kopecks for line in receipt.lines] == [100, 150]
    assert put_right(receipt) == {"coupons_above_line": 1, "coupons_cut": 1, "coupons_cut_kopecks": 50}


def test_a_receipt_of_nothing_stays_an_order() -> None:
    receipt = one(a_row(1, 0), a_row(2, 0, coupon=1.0))
    assert [(line.sku, line.base_kopecks) for line in receipt.lines] == [("1", 0), ("2", 0)]
    assert put_right(receipt)["empty_receipts_kept"] == 1


@pytest.mark.parametrize(
    "bad", [{"sales": float("nan")}, {"sales": 1.005}, {"sales": -1.0}, {"sales": 1e300}, {"quantity": -1}]
)
def test_money_that_is_not_cents_rejects_the_receipt(bad: dict[str, Any]) -> None:
    rejected, good = read(a_row(), a_row(2, **bad), a_row(basket=32))
    assert isinstance(rejected, Rejected)
    assert (rejected.taken, rejected.reasons) == (2, {1: "bad_number"})
    assert good.first_row == 3


def test_goods_of_the_package_are_a_tree_without_costs(db: None) -> None:
    # when a few of them are loaded, twice
    for _ in range(2):
        load_products(products=islice(journey_products(), 300))

    # then department and category are a tree, and costs stay unknown
    ice = Product.objects.get(sku="25671")
    assert (ice.name, ice.brand, ice.cost_kopecks) == ("Ice - crushed/cubed, 22 lb", "National", None)
    assert ice.attributes == {"type": "Ice - crushed/cubed", "size": "22 LB", "manufacturer": "2"}
    assert ice.category is not None
    assert (ice.category.name, ice.category.parent, Product.objects.count()) == (
        "Frzn ice", Category.objects.get(code="Grocery"), 300,
    )  # fmt: skip


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[Row]:
    """The first rows of the real data, cut at the end of a receipt, standing in for the package's own file."""
    table = next(pq.ParquetFile(data_file("transactions")).iter_batches(SAMPLE))
    rows = list(open_table_rows(table))
    whole = len(rows) - next(i for i, row in enumerate(reversed(rows)) if row[2] != rows[-1][2])
    path = tmp_path / "transactions.parquet"
    pq.write_table(pa.Table.from_batches([table.slice(0, whole)]), path)
    monkeypatch.setattr(
        "loyalty.imports.completejourney.data_file", lambda name: path if name == "transactions" else data_file(name)
    )
    monkeypatch.setattr("loyalty.imports.request.data_file", lambda _name: path)
    monkeypatch.setattr("loyalty.imports.import_receipts.journey_products", lambda: iter(()))
    return rows[:whole]


def open_table_rows(batch: pa.RecordBatch) -> Sequence[Row]:
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def cents(dollars: float) -> int:
    return int((Decimal(repr(dollars)) * 100).to_integral_value(ROUND_HALF_UP))


def test_the_real_receipts_load_to_the_cent(db: None, sample: Sequence[Row], tmp_path: Path) -> None:
    # given what the raw rows add up to, computed here and by other means
    sales: Counter[int] = Counter()
    coupons: Counter[int] = Counter()
    lines: defaultdict[int, int] = defaultdict(int)
    shelf = 0
    for _household, _store, basket, _product, quantity, paid, retail, coupon, match, _week, _at in sample:
        sales[basket] += cents(paid)
        coupons[basket] += cents(coupon)
        shelf += cents(paid) + cents(retail) + cents(match)
        lines[basket] += bool(quantity or cents(paid) or cents(retail) or cents(match))
    rows_of = Counter(row[2] for row in sample)
    paid_in_money = sum(max(0, sales[basket] - coupons[basket]) for basket in rows_of)

    # when they are imported
    done = load("completejourney", folder=tmp_path, create_missing=True)

    # then orders, lines and money are the same, in the database and in the report
    stored = Order.objects.aggregate(Sum("base_kopecks"), Sum("to_pay_kopecks"))
    assert Order.objects.count() == len(rows_of) == done.counts.totals["orders_loaded"]
    assert OrderLine.objects.count() == sum(lines[basket] or rows_of[basket] for basket in rows_of)
    assert stored == {"base_kopecks__sum": shelf, "to_pay_kopecks__sum": paid_in_money}
    assert (done.counts.totals["base_kopecks"], done.counts.totals["to_pay_kopecks"]) == (shelf, paid_in_money)
    assert done.counts.totals["rows_rejected"] == 0
    assert done.counts.repaired["fuel_thousandths"] > 0
    assert done.counts.repaired["zero_rows_dropped"] > 0


def test_the_package_says_how_much_there_is() -> None:
    first = next(iter(complete_journey().read(skip=0)))
    assert isinstance(first, Receipt)
    assert first.external_id == "31198570044"
    assert open_table(data_file("transactions")).count == 1_469_307
