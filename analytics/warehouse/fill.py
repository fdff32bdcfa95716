"""Brings the warehouse up to date."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from analytics.facts.fact import Fact, facts
from analytics.warehouse.files import written
from analytics.warehouse.manifest import Manifest, Part, Table, drop_unused, keep_draft, last_state, publish
from analytics.warehouse.source import MONTH, Source, opened_source, schema_of
from loyalty.ledger.units import units
from loyalty.program.current import program
from loyalty.rows import one_row

_LOCK = 7_304_120  # whoever has this advisory lock fills
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
Tell = Callable[[str], None]


def fill(*, at: datetime, folder: Path, everything: bool = False, tell: Tell = lambda line: None) -> int:
    """How many files were written; 0 while somebody else fills.

    The months in which something changed since the last time (`everything`: all), and the facts without months.
    Readers see them all at once at the end. A fill that was stopped is gone on with: of what it has written only what
    changed since is written again. `tell` hears of each file. Memory does not grow with the rows. Call outside any
    transaction.
    """
    if one_row("select pg_try_advisory_lock(%s)", [_LOCK]) != (True,):
        return 0
    try:
        return _Fill(at, folder, everything, tell).run()
    finally:
        one_row("select pg_advisory_unlock(%s)", [_LOCK])


def _basis() -> str:
    """What is in rows and no row tells of: the zone of days, what a step of a unit is worth."""
    prices = {code: unit.step_kopecks for code, unit in sorted(units().items())}
    return msgspec.json.encode({"zone": str(program().zone), "prices": prices}).decode()


def _digest(fact: Fact) -> str:
    return sha256(repr((fact.sql, dict(fact.columns), fact.month_of)).encode()).hexdigest()[:16]


class _Fill:
    def __init__(self, at: datetime, folder: Path, everything: bool, tell: Tell) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._at, self._folder, self._tell, self._written = at, folder, tell, 0
        basis, last = _basis(), last_state(folder)
        self._state = last if last and last.basis == basis and not everything else Manifest(basis=basis)
        drop_unused(folder, self._state)

    def run(self) -> int:
        with opened_source(zone=program().zone) as source:
            for code, fact in facts:
                if fact.month_of:
                    self._fill_months(source, code, fact)
                else:
                    self._write(code, "", fact, source.whole(fact))
                self._keep(code, is_whole=True)
        tables = {code: self._seen(self._state.tables[code]) for code, _fact in facts}
        publish(self._folder, replace(self._state, seen_at=self._at, tables=tables))
        return self._written

    def _seen(self, table: Table) -> Table:
        return replace(table, parts={key: replace(part, seen_at=self._at) for key, part in table.parts.items()})

    def _fill_months(self, source: Source, code: str, fact: Fact) -> None:
        if self._table(code, fact).parts.get("") is None:
            self._write(code, "", fact, ())
        months = self._stale(source, self._table(code, fact), fact)
        left = set(months)
        if months:
            for month, batches in _by_month(source.of_months(fact, sorted(months))):
                self._write(code, f"{month:%Y-%m}", fact, batches)
                left.remove(month)
        parts = self._table(code, fact).parts
        gone = {f"{month:%Y-%m}" for month in left}  # nothing is left of them
        self._keep(code, parts={key: part for key, part in parts.items() if key not in gone})

    def _stale(self, source: Source, table: Table, fact: Fact) -> set[date]:
        """Months that are missing, and those in which something changed since they were written."""
        parts = {date.fromisoformat(f"{key}-01"): part for key, part in table.parts.items() if key}
        stale = set() if table.is_whole else source.months(fact) - set(parts)
        for seen_at in {part.seen_at for part in parts.values()} or ({_LONG_AGO} if table.is_whole else set()):
            changed = source.changed_months(fact, since=seen_at)
            stale |= {month for month in changed if month not in parts or parts[month].seen_at == seen_at}
        return stale

    def _table(self, code: str, fact: Fact) -> Table:
        """As far as it was made in the same way."""
        table, digest = self._state.tables.get(code), _digest(fact)
        return table if table is not None and table.digest == digest else Table(digest=digest)

    def _write(self, code: str, key: str, fact: Fact, batches: Iterable[pa.RecordBatch]) -> None:
        file, rows = written(self._folder, f"{code}/{key or 'all'}", schema_of(fact), batches)
        self._written += 1
        self._tell(f"{code} {key}: {rows}".replace(" :", ":"))
        table = self._table(code, fact)
        part = Part(file=file, rows=rows, seen_at=self._at)
        self._state = self._state.with_table(code, replace(table, parts={**table.parts, key: part}))
        keep_draft(self._folder, self._state)

    def _keep(self, code: str, **changes: object) -> None:
        self._state = self._state.with_table(code, replace(self._state.tables[code], **changes))  # type: ignore[arg-type]
        keep_draft(self._folder, self._state)


def _by_month(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[date, Iterator[pa.RecordBatch]]]:
    """Rows sorted by month, as one stream for each."""

    pieces = (
        (month, batch.filter(pc.equal(batch.column(MONTH), pa.scalar(month))))
        for batch in batches
        for month in batch.column(MONTH).unique().to_pylist()
    )
    for month, found in groupby(pieces, key=lambda piece: piece[0]):
        yield month, (batch for _month, batch in found)
