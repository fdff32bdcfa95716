"""The reject file: rows not taken in, as they came, with their number and the reason. Mend it and feed it back."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from loyalty.imports.cells import plain
from loyalty.imports.columns import NOTES
from loyalty.imports.receipt import Rejected


class RejectFile:
    """The file at `path`; it appears with the first rejected row."""

    def __init__(self, path: Path, *, columns: Sequence[str]) -> None:
        self.path = path
        self._columns = [name for name in columns if name not in NOTES]
        self._kept = [place for place, name in enumerate(columns) if name not in NOTES]

    def write(self, rejected: Sequence[Rejected], *, after: int) -> int:
        """Keep the first `after` bytes (what an interrupted batch left behind them goes), append these rows, and return
        how many bytes there are now. They are on the disk before it returns."""
        if not rejected and not self.path.exists():
            return 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as file:
            file.truncate(after)
            file.seek(0, os.SEEK_END)
            size = file.tell()
            file.write(self._text(rejected, with_header=size == 0).encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())  # the database is about to say that these rows are dealt with
            return file.tell()

    def _text(self, rejected: Sequence[Rejected], *, with_header: bool) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if with_header and rejected:
            writer.writerow([*NOTES, *self._columns])
        for one in rejected:
            for place, row in enumerate(one.rows):
                reason = one.reasons.get(place, "another_row_of_the_receipt")
                cells = [row[at] for at in self._kept] if len(row) > max(self._kept) else list(row)
                writer.writerow([one.first_row + place, reason, *map(plain, cells)])
        return text.getvalue()
