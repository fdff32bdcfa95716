from collections.abc import Mapping
from pathlib import Path

import pytest

from loyalty.imports.columns import WrongColumns
from loyalty.imports.documented import DocumentedReceipts
from loyalty.imports.receipt import MAX_LINES, MemberKey, Receipt, Rejected
from loyalty.imports.tables import open_table
from tests.loyalty.imports.files import LINE, MOSCOW, receipts


def read(path: Path, *, skip: int = 0) -> list[Receipt | Rejected]:
    return list(DocumentedReceipts(open_table(path), zone=MOSCOW).read(skip=skip))


def only(folder: Path, *changes: Mapping[str, str]) -> Receipt | Rejected:
    [item] = read(receipts(folder, *changes))
    return item


def test_adjacent_rows_of_one_number_are_one_receipt(tmp_path: Path) -> None:
    # given two receipts, the first of two lines
    path = receipts(tmp_path, {"sku": "TEA"}, {"sku": "CAKE"}, {"order_id": "R-2"})

    # when they are read
    first, second = read(path)

    # then lines and rows belong together
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert [line.sku for line in first.lines] == ["TEA", "CAKE"]
    assert [line.line_id for line in first.lines] == ["1", "2"]
    assert (first.first_row, first.last_row, second.first_row) == (1, 2, 3)


def test_the_same_number_in_two_shops_is_two_receipts(tmp_path: Path) -> None:
    assert len(read(receipts(tmp_path, {}, {"shop": "north"}))) == 2


def test_reading_goes_on_after_the_rows_done(tmp_path: Path) -> None:
    path = receipts(tmp_path, {}, {}, {"order_id": "R-2"}, {"order_id": "R-3"})
    items = read(path, skip=3)
    assert [(item.first_row, item.last_row) for item in items] == [(4, 4)]


def test_what_lines_repeat_is_put_right_on_each(tmp_path: Path) -> None:
    # given two lines of the same goods at the same price, with what floats leave behind
    item = only(tmp_path, *[{"price": "1.2000000000000002", "name": " green  tea "}] * 2)

    # then both are read, and both count
    assert isinstance(item, Receipt)
    assert [(line.line_id, line.price_kopecks, line.name) for line in item.lines] == [
        ("1", 120, "green tea"),
        ("2", 120, "green tea"),
    ]
    assert item.repairs["float_dust"] == 2


def test_amounts_complete_each_other(tmp_path: Path) -> None:
    # given a price without an amount, and an amount without a price
    item = only(
        tmp_path,
        {"quantity": "0.333", "price": "100.00"},
        {"quantity": "3", "price": "", "amount": "10.00", "discount": "1.00", "coupon_discount": "0.50"},
    )

    # then the other is computed, half up
    assert isinstance(item, Receipt)
    assert [(line.price_kopecks, line.base_kopecks) for line in item.lines] == [(10_000, 3_330), (333, 1_000)]
    assert (item.base_kopecks, item.discount_kopecks) == (4_330, 150)


def test_members_are_named_by_kind(tmp_path: Path) -> None:
    item = only(tmp_path, {"member": "2200 1234", "member_kind": "card"})
    assert isinstance(item, Receipt)
    assert item.member == MemberKey("card", "22001234")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"order_id": ""}, "missing_value: order_id"),
        ({"sku": ""}, "missing_value: sku"),
        ({"quantity": "0"}, "not_above_zero: quantity"),
        ({"quantity": "-1"}, "negative: quantity"),
        ({"quantity": "1.0005"}, "too_many_digits: quantity"),
        ({"price": ""}, "missing_value: price"),
        ({"price": "dear"}, "bad_number: price"),
        ({"price": "9000000", "quantity": "9000000"}, "too_large: amount"),
        ({"discount": "100.01"}, "above_amount: discount"),
        ({"occurred_at": "2026-13-01"}, "bad_stamp: occurred_at"),
        ({"member": "1", "member_kind": "phone"}, "bad_member: member"),
        ({"member": "1", "member_kind": "face"}, "bad_member: member_kind"),
        ({"channel": "x" * 33}, "too_long: channel"),
    ],
)
def test_a_bad_row_takes_its_receipt_along(tmp_path: Path, change: Mapping[str, str], reason: str) -> None:
    # given a good row and a bad one of the same receipt
    item = only(tmp_path, {**LINE, "order_id": change.get("order_id", "R-1")}, change)

    # then neither becomes an order, and the bad one says why
    assert isinstance(item, Rejected)
    assert reason in item.reasons.values()


def test_rows_of_one_receipt_must_agree(tmp_path: Path) -> None:
    item = only(tmp_path, {}, {"member": "anna"})
    assert isinstance(item, Rejected)
    assert item.reasons == {1: "differs_from_first_row"}


def test_a_line_id_may_stand_once(tmp_path: Path) -> None:
    item = only(tmp_path, {"line_id": "7"}, {"line_id": "7"})
    assert isinstance(item, Rejected)
    assert item.reasons == {1: "line_repeated: line_id"}


def test_a_row_nobody_can_parse_takes_both_neighbours_along(tmp_path: Path) -> None:
    # given a broken row between two receipts: it may be a line of either
    path = receipts(tmp_path, {}, {"order_id": "R-2"}, {"order_id": "R-3"})
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1], "R-1,centre", *lines[2:]]) + "\n")

    # when the file is read
    first, second = read(path)

    # then neither is loaded without that line, and the third is untouched
    assert isinstance(first, Rejected)
    assert (first.taken, first.reasons) == (3, {1: "wrong_number_of_fields"})
    assert isinstance(second, Receipt)
    assert second.external_id == "R-3"


def test_an_absurdly_long_receipt_is_rejected_in_bounded_memory(tmp_path: Path) -> None:
    # given a receipt with more lines than a cart may have, and then another one
    path = receipts(tmp_path, *({} for _ in range(MAX_LINES + 50)), {"order_id": "R-2"})

    # when it is read
    first, second = read(path)

    # then all of its rows are dealt with, but not kept
    assert isinstance(first, Rejected)
    assert (first.taken, len(first.rows)) == (MAX_LINES + 50, MAX_LINES + 1)
    assert second.first_row == MAX_LINES + 51


@pytest.mark.parametrize(
    ("header", "field"),
    [("order_id,shop,occurred_at,sku", "quantity"), ("order_id,shop,occurred_at,sku,quantity,colour", "colour")],
)
def test_a_header_that_is_not_documented_is_refused(tmp_path: Path, header: str, field: str) -> None:
    path = tmp_path / "receipts.csv"
    path.write_text(header + "\n")
    with pytest.raises(WrongColumns) as refused:
        read(path)
    assert refused.value.field == field
