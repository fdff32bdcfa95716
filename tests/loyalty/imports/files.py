"""Small import files for tests."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from loyalty.imports.import_receipts import Imported, import_receipts
from loyalty.imports.request import ImportRequest
from tests.builders import NOON

MOSCOW = ZoneInfo("Europe/Moscow")
LINE = {
    "order_id": "R-1",
    "shop": "centre",
    "occurred_at": "2026-11-01T10:00:00",
    "member": "",
    "sku": "TEA",
    "quantity": "1",
    "price": "100.00",
}


def a_file(folder: Path, rows: Sequence[Mapping[str, str]], *, name: str = "receipts.csv") -> Path:
    """A CSV file with every column that any row has."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / name
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def receipts(folder: Path, *changes: Mapping[str, str], name: str = "receipts.csv") -> Path:
    """A file with one row for each of `changes` to `LINE`."""
    return a_file(folder, [{**LINE, **change} for change in changes], name=name)


def load(
    source: Path | str, *, mode: Literal["history", "replay"] = "history", at: datetime = NOON, **how: Any
) -> Imported:
    """Import a file in Moscow's time; the report goes beside it."""
    folder = how.pop("folder", Path(source).parent)
    request = ImportRequest(source=str(source), mode=mode, folder=folder, **{"zone": MOSCOW, **how})
    return import_receipts(request=request, at=at, tell=lambda _line: None)


def rejected_rows(folder: Path, name: str = "receipts.csv") -> list[dict[str, str]]:
    """The rows of the reject file of an import."""
    with (folder / f"{name}.rejects.csv").open(newline="") as file:
        return list(csv.DictReader(file))
