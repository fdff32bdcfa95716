"""Receipts from a file with the documented columns: one row is one line, rows of one receipt stand together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from loyalty.imports.columns import RECEIPTS, check_columns
from loyalty.imports.fields import LARGEST, BadValue, read_minor, read_stamp, read_text
from loyalty.imports.receipt import MAX_LINES, MemberKey, Receipt, ReceiptLine, Rejected
from loyalty.imports.tables import Row, Table
from loyalty.members.normal import InvalidIdentity, normal_form
from loyalty.money import MILLI, divide, line_amount

_Values = Mapping[str, Any]


class DocumentedReceipts:
    """Reads receipts of a table with the columns of `columns.RECEIPTS`. WrongColumns when the header differs.

    `zone` is where stamps without an offset were taken. A receipt is whole or rejected whole.
    """

    def __init__(self, table: Table, *, zone: ZoneInfo | None) -> None:
        check_columns(table.columns, RECEIPTS)
        self.columns = table.columns
        self._table = table
        self._zone = zone
        self._key = itemgetter(table.columns.index("shop"), table.columns.index("order_id"))
        self._head_cells = _picker(table.columns, _HEAD)
        self._line_cells = _picker(table.columns, _LINE)

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        """Receipts after the first `skip` rows of the file, which must end a receipt."""
        first_row = skip + 1
        for group in self._groups(skip):
            yield self._receipt(group, first_row)
            first_row += group.taken

    def _groups(self, skip: int) -> Iterator["_Group"]:
        """Adjacent rows of one receipt.

        A row that cannot be parsed may belong to either neighbour, so it joins both to it and none of the three becomes
        an order with a line missing.
        """
        group = _Group()
        for row in self._table.rows(skip):
            key = self._key(row) if len(row) == len(self.columns) else None
            if group.taken and key is not None and key != group.key and not group.is_open:
                yield group
                group = _Group()
            group.add(row, key)
        if group.taken:
            yield group

    def _receipt(self, group: "_Group", first_row: int) -> Receipt | Rejected:
        rows, reasons = group.rows, group.reasons
        if reasons:
            return Rejected(rows=tuple(rows), taken=group.taken, first_row=first_row, reasons=reasons)
        repairs: Counter[str] = Counter()
        lines: list[ReceiptLine] = []
        heads: list[_Head] = []
        head = _HeadReader(self._zone, repairs)
        for place, row in enumerate(rows):
            cells = (*row, None)
            try:
                heads.append(head.read(self._head_cells(cells)))
                lines.append(_line(self._line_cells(cells), place, repairs))
            except BadValue as error:
                reasons[place] = f"{error.reason}: {error.column}"
        if not reasons:
            reasons = _faults_together(heads, lines)
        if reasons:
            return Rejected(rows=tuple(rows), taken=group.taken, first_row=first_row, reasons=reasons)
        external_id, shop, member, occurred_at, channel, payment = heads[0]
        return Receipt(
            external_id=external_id,
            shop=shop,
            member=member,
            occurred_at=occurred_at,
            channel=channel,
            payment=payment,
            lines=tuple(lines),
            rows=tuple(rows),
            first_row=first_row,
            repairs=repairs,
        )


class _Group:
    """Rows read so far of what may be one receipt; beyond `MAX_LINES` they are counted but not kept."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.taken = 0
        self.key: tuple[Any, Any] | None = None
        self.is_open = False  # the last row could not be parsed: whose it is cannot be known
        self.reasons: dict[int, str] = {}

    def add(self, row: Row, key: tuple[Any, Any] | None) -> None:
        """`key` names the receipt of the row, None when the row could not be parsed."""
        self.taken += 1
        self.is_open = key is None
        if key is None:
            self.reasons.setdefault(len(self.rows), "wrong_number_of_fields")
        else:
            self.key = key
        if len(self.rows) <= MAX_LINES:
            self.rows.append(row)
        else:
            self.reasons.setdefault(MAX_LINES, "too_many_lines")


_Head = tuple[str, str, MemberKey | None, datetime, str, str]
_HEAD = ("occurred_at", "order_id", "shop", "member", "member_kind", "channel", "payment")
_LINE = (
    "line_id", "quantity", "price", "amount", "discount", "coupon_discount", "sku", "name", "category", "brand"
)  # fmt: skip
_AMOUNTS = (("quantity", 3), ("price", 2), ("amount", 2), ("discount", 2), ("coupon_discount", 2))


def _picker(columns: Sequence[str], names: Sequence[str]) -> "itemgetter[Any]":
    """Takes the cells of these columns out of a row with None after its end: that is what a column not there holds."""
    return itemgetter(*(columns.index(name) if name in columns else len(columns) for name in names))


class _HeadReader:
    """Reads what each row of a receipt says about the whole; rows that say it in the same cells are read once."""

    def __init__(self, zone: ZoneInfo | None, repairs: Counter[str]) -> None:
        self._zone = zone
        self._repairs = repairs
        self._cells: Row = ()
        self._types: list[type] = []
        self._read: tuple[_Head, bool] | None = None

    def read(self, cells: Row) -> _Head:
        types = list(map(type, cells))  # 1 and 1.0 are equal, but not the same number of a receipt
        if self._read is None or cells != self._cells or types != self._types:
            self._read = _head(dict(zip(_HEAD, cells, strict=True)), self._zone)
            self._cells, self._types = cells, types
        head, is_ambiguous = self._read
        self._repairs["clock_change_hour"] += is_ambiguous
        return head


def _head(values: _Values, zone: ZoneInfo | None) -> tuple[_Head, bool]:
    occurred_at, is_ambiguous = read_stamp(values["occurred_at"], "occurred_at", zone=zone)
    head = (
        read_text(values["order_id"], "order_id", limit=128, required=True),
        read_text(values["shop"], "shop", limit=100, required=True),
        read_member(values),
        occurred_at,
        read_text(values.get("channel"), "channel", limit=32),
        read_text(values.get("payment"), "payment", limit=32),
    )
    return head, is_ambiguous


def read_member(values: _Values) -> MemberKey | None:
    """The member that `member` and `member_kind` of a row name; None when `member` is empty."""
    value = read_text(values.get("member"), "member", limit=128)
    if not value:
        return None
    kind = read_text(values.get("member_kind"), "member_kind", limit=10) or "external"
    try:
        return MemberKey(kind, normal_form(kind=kind, value=value))
    except InvalidIdentity as error:
        raise BadValue("bad_member", "member_kind" if str(error.field).endswith("kind") else "member") from None


def _line(cells: Row, place: int, repairs: Counter[str]) -> ReceiptLine:
    line_id, *others = (cell if cell is None or type(cell) is str else str(cell) for cell in cells)
    quantity, price, amount, discount, coupon, dusty = _amounts(*others[:5])
    repairs["float_dust"] += dusty
    line_id = read_text(line_id, "line_id", limit=64) or str(place + 1)
    sku, name, category, brand = _goods(*others[5:])
    return ReceiptLine(line_id, sku, quantity, price, amount, discount, coupon, name, category, brand)


@lru_cache(maxsize=16_384)  # receipts repeat what they sell, and mostly at the same price
def _amounts(*cells: str | None) -> tuple[int, int, int, int, int, int]:
    """Quantity, price, shelf value, discount and coupon of a line, and how many of them had floating-point dust."""
    read = [read_minor(cell, column, scale=scale) for cell, (column, scale) in zip(cells, _AMOUNTS, strict=True)]
    quantity, price, amount, discount, coupon = (number for number, _dusty in read)
    discount, coupon = discount or 0, coupon or 0
    if not quantity:
        raise BadValue("missing_value" if quantity is None else "not_above_zero", "quantity")
    if amount is None:
        if price is None:
            raise BadValue("missing_value", "price")
        amount = line_amount(price, quantity)
    if price is None:
        price = divide(amount * MILLI, quantity)
    if amount > LARGEST:
        raise BadValue("too_large", "amount")
    if discount + coupon > amount:
        raise BadValue("above_amount", "discount")
    return quantity, price, amount, discount, coupon, sum(dusty for _number, dusty in read)


@lru_cache(maxsize=16_384)
def _goods(sku: str | None, name: str | None, category: str | None, brand: str | None) -> tuple[str, str, str, str]:
    return (
        read_text(sku, "sku", limit=64, required=True),
        read_text(name, "name", limit=200),
        read_text(category, "category", limit=64),
        read_text(brand, "brand", limit=100),
    )


def _faults_together(heads: Sequence[_Head], lines: Sequence[ReceiptLine]) -> dict[int, str]:
    """What is wrong with rows that are each fine: they disagree about the receipt, repeat a line, or are too many."""
    if len(lines) > MAX_LINES:
        return {MAX_LINES: "too_many_lines"}  # one more than may be, so `_Group` kept it
    reasons = {place: "differs_from_first_row" for place, head in enumerate(heads) if head != heads[0]}
    seen: set[str] = set()
    for place, line in enumerate(lines):
        if line.line_id in seen:
            reasons.setdefault(place, "line_repeated: line_id")
        seen.add(line.line_id)
    return reasons
