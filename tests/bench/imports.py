"""P5: taking past receipts in, against COPY of the rows they became."""

import csv
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from tests.bench.carts import FIRST_MEMBER
from tests.bench.people import Shop, card
from tests.bench.result import Result, middle
from tests.bench.servers import ROOT, Servers
from tests.bench.sizes import MEMBERS, RECEIPTS, ROUNDS

_LINES = 10
_FIRST_SOLD = datetime(2024, 1, 1, tzinfo=UTC)
_SHIFT = 1_000_000_000  # ids of copies
_SOLD_DAYS, _PART_DAYS = 200, 210  # a part is of so many days, and the next begins after so many
_TABLES = ("loyalty_order", "loyalty_orderline", "loyalty_memberday", "loyalty_memberdaygoods")


def measure_import(servers: Servers, shop: Shop) -> Result:
    ours, copied, peaks = [], [], []
    rows = 0
    for part in range(ROUNDS):
        file = _write_receipts(servers.folder / f"receipts-{part}.csv", part)
        seconds, peak = run_import(file, servers.folder)
        with servers.owner() as owner:
            rows, took = _copy(owner, servers.folder, part)
        ours.append(rows / seconds)
        copied.append(rows / took)
        peaks.append(peak)
    small, large = peaks[0], _peak_of_more(servers)
    ratio = middle([a / b for a, b in zip(ours, copied, strict=True)])
    return Result(
        what=f"import_receipts --history of {RECEIPTS} receipts of {_LINES} lines (the whole command)",
        value=middle(ours),
        unit="rows/s",
        reference=f"COPY of the same rows into the same tables, {middle(copied):g} rows/s",
        ratio=ratio,
        goal="≥ 0.5, memory flat",
        met=ratio >= 0.5 and large <= 1.15 * small,
        n=rows,
        notes=(f"the most memory of the command: {small:.0f} MB, and {large:.0f} MB for three times the receipts",),
    )


def run_import(file: Path, folder: Path) -> tuple[float, float]:
    """Seconds and megabytes at most that the command took."""
    argv: list[str | Path] = [sys.executable, "manage.py", "import_receipts", file, "--history", "--folder", folder]
    start, peak = time.perf_counter(), 0.0
    with (folder / "import.log").open("wb") as log:
        process = subprocess.Popen(
            argv, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "DATABASE_PROFILE": "command"}
        )
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss / 2**20)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.05)
    seconds = time.perf_counter() - start
    if process.wait():
        raise RuntimeError((folder / "import.log").read_text()[-2000:])
    return seconds, peak


def _peak_of_more(servers: Servers) -> float:
    file = _write_receipts(servers.folder / "receipts-more.csv", ROUNDS, times=3)
    return run_import(file, servers.folder)[1]


def _write_receipts(path: Path, part: int, *, times: int = 1) -> Path:
    """Receipts of the members, in time order; every part is of other days."""
    step = timedelta(days=_SOLD_DAYS) / (RECEIPTS * times)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["order_id", "shop", "occurred_at", "member", "member_kind", "line_id", "sku", "quantity", "price",
                      "category", "brand"])  # fmt: skip
        for number in range(RECEIPTS * times):
            at = (_FIRST_SOLD + timedelta(days=_PART_DAYS * part) + number * step).isoformat()
            member = card(FIRST_MEMBER + number * 7 % MEMBERS)
            for line in range(1, _LINES + 1):
                goods = (number + line * 13) % 5_000
                out.writerow([f"P{part}-{number}", "bench", at, member, "card", line, f"SKU-{goods}", 1,
                              f"{100 + goods % 900}.90", f"category-{goods % 40}", f"brand-{goods % 100}"])  # fmt: skip
    return path


def _copy(owner: psycopg.Connection, folder: Path, part: int) -> tuple[int, float]:
    """Rows of the part just imported, and how long COPY takes to write them once more under other keys."""
    seconds, rows = 0.0, 0
    for table in _TABLES:
        names = [column[0] for column in owner.execute(f"select * from {table} limit 0").description or []]
        names = [name for name in names if name != "id" or table == "loyalty_order"]
        file = folder / f"{table}.copy"
        with owner.cursor().copy(_part_of(table, names, part)) as out, file.open("wb") as to:
            for block in out:
                to.write(block)
        columns = sql.SQL(", ").join(map(sql.Identifier, names))
        into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
        start = time.perf_counter()
        with owner.cursor() as cursor, file.open("rb") as source:
            with cursor.copy(into) as copy:
                while block := source.read(1 << 20):
                    copy.write(block)
            rows += cursor.rowcount
        seconds += time.perf_counter() - start
    return rows, seconds


def _part_of(table: str, names: list[str], part: int) -> sql.Composed:
    """The part's rows with other ids, numbers and days, so that they fit beside the first."""
    changed = {"id": f"id + {_SHIFT}", "order_id": f"order_id + {_SHIFT}", "external_id": "'C' || external_id"}
    of_part = f"external_id like 'P{part}-%'"
    if table == "loyalty_orderline":
        of_part = f"order_id in (select id from loyalty_order where {of_part})"
    elif table != "loyalty_order":
        changed = {"day": "day - 10000"}
        start = (_FIRST_SOLD + timedelta(days=_PART_DAYS * part)).date()
        of_part = f"day between date '{start}' and date '{start}' + 205"
    columns = sql.SQL(", ").join(sql.SQL(changed[n]) if n in changed else sql.Identifier(n) for n in names)
    return sql.SQL("copy (select {} from {} where {}) to stdout").format(
        columns, sql.Identifier(table), sql.SQL(of_part)
    )
