"""A receipt as read from a file, in our units, before shops, members and goods are looked up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from loyalty.imports.tables import Row

MAX_LINES = 2_000  # as for carts of the API


@dataclass(frozen=True, slots=True)
class MemberKey:
    """A member as a file names them: kind of identity and its normal form."""

    kind: str
    normal: str


class ReceiptLine(msgspec.Struct, frozen=True, gc=False):
    """`base_kopecks` is the shelf value; both discounts together never exceed it."""

    line_id: str
    sku: str
    quantity_milli: int
    price_kopecks: int
    base_kopecks: int
    discount_kopecks: int = 0
    coupon_kopecks: int = 0
    name: str = ""
    category: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`rows` are its rows in the file, `first_row` the number of the first, from 1; `repairs` counts mendings."""

    external_id: str
    shop: str
    member: MemberKey | None
    occurred_at: datetime
    channel: str
    payment: str
    lines: tuple[ReceiptLine, ...]
    rows: tuple[Row, ...]
    first_row: int
    repairs: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def base_kopecks(self) -> int:
        return sum(line.base_kopecks for line in self.lines)

    @property
    def discount_kopecks(self) -> int:
        """The shop's discounts and makers' coupons together."""
        return sum(line.discount_kopecks + line.coupon_kopecks for line in self.lines)


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that cannot be an order: `reasons` names the rows at fault by their place, with a code and the column.

    `taken` rows of the file are behind it; `rows` are the first of them, all unless they are absurdly many.
    """

    rows: tuple[Row, ...]
    taken: int
    first_row: int
    reasons: Mapping[int, str]

    @property
    def last_row(self) -> int:
        return self.first_row + self.taken - 1


def refuse(receipt: Receipt, reason: str) -> Rejected:
    """The whole receipt rejected for one reason, such as a shop that nobody knows."""
    return Rejected(rows=receipt.rows, taken=len(receipt.rows), first_row=receipt.first_row, reasons={0: reason})
