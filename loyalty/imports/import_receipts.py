"""Takes past receipts in, with the goods, members and balances that go with them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from loyalty.imports.completejourney import ZONE
from loyalty.imports.create_missing import create_missing
from loyalty.imports.journey_products import journey_products
from loyalty.imports.load_history import load_history
from loyalty.imports.load_members import load_members
from loyalty.imports.load_openings import load_openings
from loyalty.imports.load_products import NewProduct, load_products
from loyalty.imports.lookups import Lookups
from loyalty.imports.models import ImportRun
from loyalty.imports.receipt import Receipt, Rejected
from loyalty.imports.rejects import RejectFile
from loyalty.imports.replay import replay
from loyalty.imports.report import Counts, as_json
from loyalty.imports.request import ImportRequest, intake_of, shop_map_of
from loyalty.imports.run_import import Intake, run_import
from loyalty.imports.side_files import read_members, read_openings, read_products
from loyalty.imports.tables import Table, open_table
from loyalty.ledger.night import run_night
from loyalty.program.current import program

_HISTORY_LINES = 20_000  # a batch: enough for COPY to pay, little enough to repeat
_REPLAY_LINES = 500  # tills wait while a batch holds their members


@dataclass(frozen=True, kw_only=True)
class Imported:
    """`already` when the same import had been finished before; `rejects` are the reject files written."""

    counts: Counts
    already: bool
    rejects: tuple[Path, ...]
    report: Path


def import_receipts(*, request: ImportRequest, at: datetime, tell: Callable[[str], None]) -> Imported:
    """Load goods, members and balances, then the receipts; the reject files tell what was not taken in, and why.

    Run again after a break it goes on from the last batch; run again after the end it changes nothing.
    Raises WrongColumns, UnreadableFile, ImportIsRunning.
    """
    intake = intake_of(request)
    lookups = Lookups(shop_map=shop_map_of(request))
    side = Counts()
    written = list(_load_side_files(request, intake, lookups, side, at, tell))
    rejects = RejectFile(request.folder / f"{request.name}.rejects.csv", columns=intake.source.columns)
    done = run_import(
        intake=intake,
        prepare=_prepare(request, lookups),
        load=_load(request, lookups),
        rejects=rejects,
        batch_lines=_HISTORY_LINES if request.mode == "history" else _REPLAY_LINES,
        at=at,
        tell=tell,
    )
    if request.mode == "replay" and not done.already:
        run_night(at=at)
    done.counts.totals.update(side.totals)
    report = request.folder / f"{request.name}.report.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(as_json(done.counts, source=request.name, already=done.already, **intake.options))
    if done.counts.totals["rows_rejected"]:
        written.append(rejects.path)
    return Imported(counts=done.counts, already=done.already, rejects=tuple(written), report=report)


def _load(request: ImportRequest, lookups: Lookups) -> Callable[[ImportRun, Sequence[Receipt], Counts], list[Rejected]]:
    programme = program()

    def load(run: ImportRun, receipts: Sequence[Receipt], counts: Counts) -> list[Rejected]:
        if request.mode == "history":
            return load_history(receipts=receipts, lookups=lookups, programme=programme, counts=counts)
        return replay(
            receipts=receipts, run=run, lookups=lookups, policy=request.burn, zone=programme.zone, counts=counts
        )

    return load


def _prepare(request: ImportRequest, lookups: Lookups) -> Callable[[Sequence[Receipt]], None]:
    if not request.create_missing:
        return lambda _receipts: None
    zone = request.zone.key if request.zone else ZONE if request.is_preset else program().zone.key
    return lambda receipts: create_missing(receipts=receipts, lookups=lookups, zone=zone)


def _load_side_files(
    request: ImportRequest, intake: Intake, lookups: Lookups, counts: Counts, at: datetime, tell: Callable[[str], None]
) -> Iterator[Path]:
    """Yields the reject files written."""
    if request.is_preset and not ImportRun.objects.filter(fingerprint=intake.fingerprint).exists():
        tell("Goods …")
        counts.totals["products_loaded"] += load_products(products=journey_products())
    if request.products:
        tell("Goods …")
        table = open_table(request.products)
        rejected: list[Rejected] = []
        counts.totals["products_loaded"] += load_products(products=_products(table, rejected))
        yield from _reject(request, table, rejected, counts)
    if request.members:
        tell("Members …")
        table = open_table(request.members)
        yield from _reject(
            request, table, load_members(rows=read_members(table, zone=request.zone), counts=counts, at=at), counts
        )
    if request.openings:
        tell("Opening balances …")
        table = open_table(request.openings)
        start = _first_instant(intake) if request.mode == "replay" else None
        rows = read_openings(table, zone=request.zone)
        yield from _reject(
            request, table, load_openings(rows=rows, lookups=lookups, counts=counts, at=start or at), counts
        )


def _products(table: Table, rejected: list[Rejected]) -> Iterator[NewProduct]:
    for read in read_products(table):
        if isinstance(read.value, NewProduct):
            yield read.value
        else:
            rejected.append(read.rejected(read.reason))


def _reject(request: ImportRequest, table: Table, rejected: list[Rejected], counts: Counts) -> Iterator[Path]:
    counts.totals["side_rows_rejected"] += len(rejected)
    path = request.folder / f"{table.path.name}.rejects.csv"
    RejectFile(path, columns=table.columns).write(rejected, after=0)
    if rejected:
        yield path


def _first_instant(intake: Intake) -> datetime | None:
    """When the first receipt was sold: balances brought along must be there before it."""
    for item in intake.source.read(skip=0):
        if isinstance(item, Receipt):
            return item.occurred_at
    return None
