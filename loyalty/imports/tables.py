"""Streams rows of CSV, XLSX and Parquet files: memory does not grow with the file."""

import csv
import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal

Row = tuple[Any, ...]  # text (CSV), or text, int, float, Decimal, date, datetime and None (XLSX, Parquet)
PARQUET_BATCH = 8_192


class UnreadableFile(Refusal):
    """The file is not a table that we can read."""

    code = "unreadable_file"
    status = 422
    title = _("The file cannot be read as a table")
    hint = _("Give a CSV file in UTF-8 with a header, an XLSX workbook, or a Parquet file")


@dataclass(frozen=True)
class Table:
    """A table file. `rows(skip)` yields the rows after the first `skip`; one that cannot be parsed comes out empty.

    `count` is the number of rows where the file says it.
    """

    path: Path
    columns: tuple[str, ...]
    rows: Callable[[int], Iterator[Row]]
    count: int | None = None


def open_table(path: Path) -> Table:
    """The table in `path`: Parquet, XLSX or lines by its name's ending, else CSV. UnreadableFile when it is none."""
    try:
        if path.suffix.lower() == ".xlsx":
            from loyalty.imports.workbook import open_workbook  # it builds on this module

            return open_workbook(path)
        if path.suffix == ".rows":
            from loyalty.imports.lines import open_lines  # so does this one

            return open_lines(path)
        return open_parquet(path) if path.suffix.lower() == ".parquet" else _open_csv(path)
    except OSError as error:
        raise UnreadableFile(field=path.name, detail=error.strerror or "") from error


@dataclass(frozen=True)
class Measured:
    """`sha256` of the contents, and about how many rows there are (a quoted line break counts as one)."""

    sha256: bytes
    rows: int


def measure(table: Table) -> Measured:
    """One pass over the bytes of the file."""
    digest = hashlib.sha256()
    breaks = 0
    with table.path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            breaks += chunk.count(b"\n")
    return Measured(sha256=digest.digest(), rows=breaks - 1 if table.count is None else table.count)


def _open_csv(path: Path) -> Table:
    # Bytes that are not UTF-8 become lone surrogates, so that one bad row is rejected and not the file.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        header = file.readline(65_536)
    delimiter = max(",;\t", key=header.count)
    columns = tuple(name.strip() for name in next(csv.reader([header], delimiter=delimiter), []))
    if not any(columns):
        raise UnreadableFile(field=path.name, detail=_("The file has no header."))

    def rows(skip: int) -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            yield from islice(_csv_rows(reader), skip + 1, None)

    return Table(path=path, columns=columns, rows=rows)


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:  # an endless field: the reader starts afresh at the next line
            yield ()
            continue
        if row:  # blank lines are nothing, not bad rows
            yield tuple(row)


def open_parquet(path: Path, *, where: tuple[str, Collection[int]] | None = None) -> Table:
    """The Parquet table in `path`; with `where`, only its rows whose column is one of these numbers."""
    try:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UnreadableFile(field=path.name, detail=_("Install pyarrow to read Parquet files.")) from error
    try:
        footer = pq.ParquetFile(path)
    except pa.ArrowException as error:
        raise UnreadableFile(field=path.name) from error

    def rows(skip: int) -> Iterator[Row]:
        file = pq.ParquetFile(path, pre_buffer=False)
        batches = (_plain(_wanted(batch)) for batch in file.iter_batches(batch_size=PARQUET_BATCH))
        yield from islice(chain.from_iterable(batches), skip, None)

    def _wanted(batch: Any) -> Any:
        if where is None:
            return batch
        column, values = where
        return batch.filter(pc.is_in(batch.column(column), value_set=pa.array(sorted(values))))

    def _plain(batch: Any) -> Iterator[Row]:
        # Nanoseconds have no Python form without pandas; microseconds do.
        arrays = [
            array.cast(pa.timestamp("us", tz=array.type.tz), safe=False) if pa.types.is_timestamp(array.type) else array
            for array in batch.columns
        ]
        return zip(*(array.to_pylist() for array in arrays), strict=True)

    count = footer.metadata.num_rows if where is None else None
    return Table(path=path, columns=tuple(footer.schema_arrow.names), rows=rows, count=count)
