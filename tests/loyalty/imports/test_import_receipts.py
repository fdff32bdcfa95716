import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from loyalty.imports import import_receipts as importing
from loyalty.imports.copy_orders import copy_orders
from loyalty.imports.models import ImportRun
from loyalty.imports.run_import import ImportIsRunning
from loyalty.imports.tables import UnreadableFile
from loyalty.members.find import find
from loyalty.purchase.models import MemberDay, Order, OrderLine
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.loyalty.imports.files import a_file, load, receipts, rejected_rows

pytestmark = pytest.mark.django_db


class PowerCut(Exception):
    pass


def many(folder: Path, count: int = 10) -> Path:
    return receipts(folder, *({"order_id": f"R-{number}", "member": "anna"} for number in range(count)))


def state() -> tuple[object, ...]:
    return (
        list(Order.objects.order_by("id").values_list("id", "external_id", "recorded_at")),
        OrderLine.objects.count(),
        list(MemberDay.objects.values_list("orders", "spent_kopecks")),
    )


@pytest.fixture(autouse=True)
def centre(db: None) -> Shop:
    a_member(external="anna")
    return a_shop("centre")


def test_a_rerun_of_a_finished_import_changes_nothing(tmp_path: Path) -> None:
    load(many(tmp_path))
    before = state()
    again = load(many(tmp_path))
    assert again.already
    assert again.counts.totals["orders_loaded"] == 10
    assert state() == before


def test_natural_keys_hold_even_when_the_checkpoint_is_lost(tmp_path: Path) -> None:
    load(many(tmp_path))
    before = state()
    ImportRun.objects.all().delete()
    again = load(many(tmp_path))
    assert (again.counts.totals["orders_repeated"], again.counts.totals["orders_loaded"]) == (10, 0)
    assert state() == before


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path: Path) -> None:
    # given an import of batches of three lines that dies in the third, after its orders were copied
    source = many(tmp_path)
    calls = iter(range(100))

    def dying(**how: Any) -> None:
        copy_orders(**how)
        if next(calls) == 2:
            raise PowerCut

    with patch.object(importing, "_HISTORY_LINES", 3):
        with patch("loyalty.imports.load_history.copy_orders", dying), pytest.raises(PowerCut):
            load(source)
        assert Order.objects.count() == 6
        untouched = list(Order.objects.values_list("id", flat=True))

        # when it is run again
        done = load(source)

    # then every order is there once, the first ones untouched, and the report tells of all
    assert Order.objects.count() == 10
    assert list(Order.objects.filter(id__in=untouched).values_list("id", flat=True)) == untouched
    assert MemberDay.objects.get().orders == 10
    assert (done.already, done.counts.totals["rows_read"], done.counts.totals["orders_loaded"]) == (False, 10, 10)


def test_what_a_broken_batch_wrote_to_the_reject_file_is_written_once(tmp_path: Path) -> None:
    # given a file where every other receipt is of a stranger, and an import that dies after writing its rejects
    source = receipts(tmp_path, *({"order_id": f"R-{n}", "member": "anna" if n % 2 else "who"} for n in range(10)))
    saves = iter(range(100))
    save = ImportRun.save

    def dying(self: ImportRun, **how: Any) -> None:
        if how.get("update_fields") and next(saves) == 1:
            raise PowerCut
        save(self, **how)

    with patch.object(importing, "_HISTORY_LINES", 4):
        with patch.object(ImportRun, "save", dying), pytest.raises(PowerCut):
            load(source)

        # when it is run again
        load(source)

    # then each bad row stands once in the reject file
    assert [row["order_id"] for row in rejected_rows(tmp_path)] == [f"R-{n}" for n in range(0, 10, 2)]


def test_rejects_say_why_and_can_be_fed_back(tmp_path: Path) -> None:
    # given a receipt of somebody unknown, a bad price, and a good receipt
    source = receipts(
        tmp_path,
        {"order_id": "R-1", "member": "boris"},
        {"order_id": "R-1", "member": "boris", "sku": "CAKE"},
        {"order_id": "R-2", "price": "dear"},
        {"order_id": "R-3"},
    )
    done = load(source)
    rows = rejected_rows(tmp_path)
    assert [(row["row"], row["order_id"], row["reason"]) for row in rows] == [
        ("1", "R-1", "unknown_member: member"),
        ("2", "R-1", "another_row_of_the_receipt"),
        ("3", "R-2", "bad_number: price"),
    ]
    assert done.counts.reasons == {"unknown_member: member": 1, "bad_number: price": 1}
    assert (done.counts.totals["receipts_rejected"], done.counts.totals["rows_rejected"]) == (2, 3)

    # when Boris is enrolled, the price mended, and the reject file imported
    a_member(external="boris")
    mended = tmp_path / "mended.csv"
    mended.write_text(done.rejects[0].read_text().replace("dear", "9.00"))
    load(mended)

    # then nothing is missing
    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["R-1", "R-2", "R-3"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"shop": "nowhere"}, "unknown_shop: shop"),
        ({"member": "nobody"}, "unknown_member: member"),
        ({"occurred_at": "2026-11-22T00:00:00"}, "in_future: occurred_at"),
    ],
)
def test_what_the_programme_does_not_know_is_rejected(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    done = load(receipts(tmp_path, change))
    assert (done.counts.reasons, Order.objects.count()) == ({reason: 1}, 0)


def test_a_number_that_is_there_with_other_goods_is_rejected(tmp_path: Path, centre: Shop) -> None:
    # given an order that a till made, and one receipt of the same number twice in the file
    an_order(centre, a_cart(), number="R-1")
    source = receipts(
        tmp_path, {"order_id": "R-1"}, {"order_id": "R-2"}, {"order_id": "R-3"}, {"order_id": "R-2", "sku": "CAKE"}
    )
    done = load(source)
    assert done.counts.reasons == {"order_differs_from_stored": 2}
    assert Order.objects.count() == 3


def test_two_imports_of_one_file_do_not_mix(tmp_path: Path) -> None:
    # given an import that another process has carried further before its second batch
    batches = iter(range(100))

    def overtake(_receipts: object) -> None:
        if next(batches) == 1:
            ImportRun.objects.update(rows_done=9)

    # when it goes on, then it stops at once
    with (
        patch.object(importing, "_HISTORY_LINES", 3),
        patch.object(importing, "_prepare", lambda *_: overtake),
        pytest.raises(ImportIsRunning),
    ):
        load(many(tmp_path))
    assert Order.objects.count() == 3


def test_shops_are_translated_by_a_map(tmp_path: Path, centre: Shop) -> None:
    mapping = a_file(tmp_path, [{"name": "Магазин № 1", "code": "centre"}], name="shops.csv")
    load(receipts(tmp_path, {"shop": "Магазин № 1"}), shop_map=mapping)
    assert Order.objects.get().shop == centre


def test_missing_shops_and_members_are_made_when_asked(tmp_path: Path) -> None:
    # when receipts of a new shop and a new member are imported with leave to make them
    load(receipts(tmp_path, {"shop": "north", "member": "boris"}), create_missing=True)

    # then the shop stands in the stated zone, and the member joined with the first receipt
    order = Order.objects.get()
    boris = find(kind="external", value="boris")
    assert (order.shop.code, order.shop.timezone) == ("north", "Europe/Moscow")
    assert boris is not None
    assert (boris.id, boris.joined_at) == (order.member_id, order.occurred_at)


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    # given a Parquet file with numbers, stamps and nulls of their own types
    table = pa.table(
        {
            "order_id": pa.array([1, 1], pa.int64()),
            "shop": ["centre", "centre"],
            "occurred_at": pa.array([1_793_520_000_000_000_000] * 2, pa.timestamp("ns")),
            "member": ["anna", "anna"],
            "sku": pa.array([5, 6], pa.int32()),
            "quantity": [1.0, 0.25],
            "amount": [0.1 + 0.2, 12.5],
            "price": pa.array([None, None], pa.float64()),
        }
    )
    pq.write_table(table, tmp_path / "receipts.parquet")

    # when it is imported
    done = load(tmp_path / "receipts.parquet")

    # then it reads like the same CSV, and the dust is told
    order = Order.objects.get()
    assert (order.external_id, order.base_kopecks) == ("1", 1_280)
    assert order.occurred_at.isoformat() == "2026-11-01T05:00:00+00:00"
    assert list(order.lines.values_list("sku", "quantity_milli", "base_kopecks")) == [("5", 1000, 30), ("6", 250, 1250)]
    assert done.counts.repaired == {"float_dust": 1}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"PAR1 not parquet"])
def test_what_is_not_a_table_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    for name in ("receipts.csv", "receipts.parquet"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError):
            call_command("import_receipts", str(tmp_path / name), "--history", folder=tmp_path)
    with pytest.raises(UnreadableFile):
        load(tmp_path / "absent.csv")


def test_the_command_reports_to_people_and_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # when the command runs
    source = receipts(tmp_path, {"discount": "1.00"}, {"order_id": "R-2", "member": "who"})
    call_command("import_receipts", str(source), "--history", "--zone", "Europe/Moscow", folder=tmp_path)

    # then people read a table, machines a file
    out = capsys.readouterr().out
    report = json.loads((tmp_path / "receipts.csv.report.json").read_text())
    assert "Orders loaded" in out
    assert "99.00 ₽" in out
    assert report["totals"]["to_pay_kopecks"] == 9_900
    assert report["reasons"] == {"unknown_member: member": 1}
    assert (report["mode"], report["zone"]) == ("history", "Europe/Moscow")
    assert NOON.year == 2026
