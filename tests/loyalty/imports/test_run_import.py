from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections

from loyalty.imports.copy_orders import copy_orders
from loyalty.imports.models import ImportRun
from loyalty.imports.receipt import Receipt, ReceiptLine, Rejected
from loyalty.imports.rejects import RejectFile
from loyalty.imports.report import Counts
from loyalty.imports.run_import import Intake, run_import
from loyalty.purchase.models import Order
from tests.builders import NOON, a_cart, a_shop, an_order
from tests.loyalty.imports.files import load, receipts


class Slow:
    """Three receipts of a line; each says when it is being read, and the one of a broken number cannot be."""

    columns = ("sku",)

    def __init__(self, *, broken: int = 0) -> None:
        self.asked = {number: Event() for number in (1, 2, 3)}
        self._broken = broken

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        for number in range(skip + 1, 4):
            self.asked[number].set()
            if number == self._broken:
                raise OSError("the disk went away")
            yield Receipt(str(number), "s", None, NOON, "", "", (ReceiptLine("1", "A", 1, 1, 1),), ((),), number)


def take_in(source: Slow, folder: Path, *, wait_for_next: bool) -> list[str]:
    """The numbers that were loaded, one a batch."""
    loaded: list[str] = []

    def write(_run: ImportRun, batch: Sequence[Receipt], _counts: Counts) -> list[Rejected]:
        [receipt] = batch
        following = source.asked.get(int(receipt.external_id) + 1)
        if wait_for_next and following is not None:
            assert following.wait(timeout=30), "the next batch was not read meanwhile"
        loaded.append(receipt.external_id)
        return []

    intake = Intake(name="slow", source=source, rows=3, fingerprint=b"s" * 32, options={})
    rejects = RejectFile(folder / "rejects.csv", columns=source.columns)
    run_import(
        intake=intake,
        prepare=lambda _b: None,
        load=write,
        rejects=rejects,
        batch_lines=1,
        at=NOON,
        tell=lambda _l: None,
    )
    return loaded


def test_a_batch_is_read_while_the_one_before_it_is_written(db: None, tmp_path: Path) -> None:
    assert take_in(Slow(), tmp_path, wait_for_next=True) == ["1", "2", "3"]


def test_a_source_that_breaks_leaves_what_was_written_and_goes_on_from_there(db: None, tmp_path: Path) -> None:
    # given a file that cannot be read beyond its second receipt
    with pytest.raises(OSError, match="went away"):
        take_in(Slow(broken=3), tmp_path, wait_for_next=False)

    # when it is taken in again, whole
    # then only what was not written is
    assert ImportRun.objects.get().rows_done == 2
    assert take_in(Slow(), tmp_path, wait_for_next=False) == ["3"]


def test_a_till_that_is_first_with_an_order_does_not_stop_an_import(own_database: str, tmp_path: Path) -> None:
    # given a till that commits R-1 after the import has looked for it and before it copies
    shop = a_shop("centre")
    source = receipts(tmp_path, {"order_id": "R-1"}, {"order_id": "R-2"})

    def sell() -> None:
        an_order(shop, a_cart(), number="R-1")
        connections.close_all()

    tills = [Thread(target=sell)]

    def late(**how: Any) -> None:
        if tills:
            till = tills.pop()
            till.start()
            till.join()
        copy_orders(**how)

    # when the file is imported
    with patch("loyalty.imports.load_history.copy_orders", late):
        done = load(source)

    # then the till's order stands, the receipt of that number is rejected, and the other is loaded
    assert done.counts.reasons == {"order_differs_from_stored": 1}
    assert sorted(Order.objects.values_list("external_id", "source")) == [("R-1", "api"), ("R-2", "import")]
