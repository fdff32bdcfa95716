"""A table as packed lines of JSON that keep the types of cells: any row is found in a second, whatever it came from."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from loyalty.imports.tables import Row, Table

SUFFIX = ".rows"
_AT = "at"  # cells are never objects, so an object can only be a moment


def write_lines(table: Table, path: Path, *, most: int) -> int:
    """The header and at most `most` + 1 rows, into `path`; how many rows there are."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        file.write(json.dumps(table.columns) + "\n")
        for row in islice(table.rows(0), most + 1):
            file.write(json.dumps(row, default=_moment) + "\n")
            count += 1
    return count


def open_lines(path: Path) -> Table:
    """What `write_lines` wrote, as the table it was."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        columns = tuple(json.loads(file.readline()))

    def rows(skip: int) -> Iterator[Row]:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in islice(file, skip + 1, None):
                yield tuple(json.loads(line, object_hook=lambda cell: datetime.fromisoformat(cell[_AT])))

    return Table(path=path, columns=columns, rows=rows)


def _moment(cell: Any) -> dict[str, str]:
    return {_AT: cell.isoformat()}
