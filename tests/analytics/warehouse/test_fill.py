"""The warehouse follows the database month by month, shows one state at a time, and goes on where it was stopped."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analytics.facts.changes import OVERLAP
from analytics.warehouse import files
from analytics.warehouse import fill as filling
from analytics.warehouse.fill import fill
from analytics.warehouse.manifest import WarehouseNotFilled, published
from loyalty import clock
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order


def _filled(folder: Path, *, everything: bool = False) -> set[str]:
    """The months of sales that were written. What is recorded from now on is new to the next fill."""
    told = list[str]()
    fill(at=clock.now() + OVERLAP, folder=folder, everything=everything, tell=told.append)
    return {line.split(":")[0] for line in told if line.startswith(("sales 2", "sale_lines 2"))}


def _paid(folder: Path) -> int:
    files = [str(folder / part.file) for part in published(folder).tables["sales"].parts.values()]
    ((paid,),) = duckdb.read_parquet(files).aggregate("sum(paid)::bigint").fetchall()
    return int(paid)


def _of(*months: str) -> set[str]:
    return {f"{fact} 2026-{month}" for fact in ("sales", "sale_lines") for month in months}


def test_it_follows_the_database(own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given orders of September and November, and no warehouse yet
    shop, member = a_shop(), a_member(at=NOON - timedelta(days=90))
    autumn = an_order(shop, a_cart(member, price=45_000, pieces=2), at=NOON - timedelta(days=61))
    an_order(shop, a_cart(member, price=10_000, pieces=1))
    with pytest.raises(WarehouseNotFilled):
        published(tmp_path)

    # then each month becomes a file, and when nothing happens it stays as it is
    assert _filled(tmp_path) == _of("09", "11")
    assert _paid(tmp_path) == 100_000
    assert _filled(tmp_path) == set()

    # when a half of September comes back today, and a late order of October comes in
    a_return(autumn, 1000, at=NOON)
    an_order(shop, a_cart(member, price=7_000, pieces=1), at=NOON - timedelta(days=30))

    # then these months are written, and November is not
    assert _filled(tmp_path) == _of("09", "10")
    assert _paid(tmp_path) == 62_000

    # when all of September has come back, nothing is left of it
    a_return(autumn, 1000, at=NOON)
    assert _filled(tmp_path) == set()
    assert "2026-09" not in published(tmp_path).tables["sales"].parts
    assert _paid(tmp_path) == 17_000

    # when what rows are made by changes, all of them are written, and a second fill drops what nobody reads any more
    monkeypatch.setattr(filling, "_basis", lambda: "another zone")
    assert _filled(tmp_path) == _of("10", "11")
    _filled(tmp_path)
    _filled(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.glob("sales/*")} == {
        part.file for part in published(tmp_path).tables["sales"].parts.values()
    }

    # when it is killed halfway, readers see what they saw
    an_order(shop, a_cart(member, price=1_000, pieces=1), at=NOON - timedelta(days=30))
    written = files.written

    def dies_at_sales(folder: Path, name: str, *rest: Any) -> Any:
        if name.startswith("sales/"):
            (folder / f"{name}.half.parquet.part").touch()
            raise KeyboardInterrupt
        return written(folder, name, *rest)

    monkeypatch.setattr(filling, "written", dies_at_sales)
    with pytest.raises(KeyboardInterrupt):
        _filled(tmp_path)
    monkeypatch.setattr(filling, "written", written)
    assert _paid(tmp_path) == 17_000

    # and the next one writes only what is missing
    assert _filled(tmp_path) == {"sales 2026-10"}
    assert _paid(tmp_path) == 18_000
    assert not list(tmp_path.glob("*/*.part"))
    assert _filled(tmp_path, everything=True) == _of("10", "11")
