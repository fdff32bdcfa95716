"""Takes the receipts of one source in, batch by batch, each a transaction that also remembers how far it came."""

import gc
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from loyalty.imports.durably import durably
from loyalty.imports.models import ImportRun
from loyalty.imports.progress import Progress
from loyalty.imports.receipt import Receipt, Rejected, refuse
from loyalty.imports.rejects import RejectFile
from loyalty.imports.report import Counts
from loyalty.refusals import Refusal, Words


class ImportIsRunning(Refusal):
    code: ClassVar[str] = "import_is_running"
    title: ClassVar[Words] = _("This file is being imported by another process")
    hint: ClassVar[Words] = _("Wait for it to end, then run the command again.")


class Source(Protocol):
    """Where receipts come from."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        """What follows the first `skip` rows."""
        ...


Load = Callable[[ImportRun, Sequence[Receipt], Counts], list[Rejected]]
_Batch = list[Receipt | Rejected]


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A source, about how many rows it has, and what makes this run of it one and the same: see `ImportRun`."""

    name: str
    source: Source
    rows: int
    fingerprint: bytes
    options: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Done:
    """`already` when the same import had been finished before, and nothing was done now."""

    counts: Counts
    already: bool


def run_import(
    *,
    intake: Intake,
    prepare: Callable[[Sequence[Receipt]], None],
    load: Load,
    rejects: RejectFile,
    batch_lines: int,
    at: datetime,
    tell: Callable[[str], None],
) -> Done:
    """Give `load` the receipts in batches of about `batch_lines` lines, from where an earlier run broke off.

    What `load` returns, what could not be read, and what was sold after `at` goes to the reject file. `prepare` sees a
    batch first, outside of its transaction. Memory does not grow with the source. Raises ImportIsRunning.
    """
    run, _new = ImportRun.objects.get_or_create(
        fingerprint=intake.fingerprint, defaults={"source": intake.name[:255], "options": dict(intake.options)}
    )
    if run.finished_at is not None:
        return Done(counts=Counts(run.counts), already=True)
    progress = Progress(tell, total=intake.rows, done=run.rows_done)
    ahead = _read_ahead(_batches(intake.source.read(skip=run.rows_done), batch_lines))
    with _collecting_seldom(), closing(ahead) as batches:
        for batch in batches:
            prepare([item for item in batch if isinstance(item, Receipt)])
            run = _take_in(run, batch, load, rejects, at)
            progress.show(run.rows_done)
            gc.collect()
    ImportRun.objects.filter(pk=run.pk).update(finished_at=at)
    return Done(counts=Counts(run.counts), already=False)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A batch is hundreds of thousands of objects without a cycle; to look for one time and again doubles the work."""
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


def _read_ahead(batches: Iterator[_Batch]) -> Generator[_Batch]:
    """The same batches; while one is being written, a thread reads the next (a source asks no database)."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead") as reader:
        coming = reader.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, batches, None)
            yield batch


def _batches(items: Iterator[Receipt | Rejected], lines: int) -> Iterator[_Batch]:
    batch: _Batch = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.rows)
        if size >= lines:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _take_in(
    run: ImportRun, batch: Sequence[Receipt | Rejected], load: Load, rejects: RejectFile, at: datetime
) -> ImportRun:
    def take_in() -> ImportRun:
        with transaction.atomic(durable=True):
            return _take_in_once(run, batch, load, rejects, at)

    return durably(take_in)


def _take_in_once(
    run: ImportRun, batch: Sequence[Receipt | Rejected], load: Load, rejects: RejectFile, at: datetime
) -> ImportRun:
    here = ImportRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if here.rows_done != run.rows_done:
        raise ImportIsRunning
    counts = Counts(here.counts)
    rejected = [item for item in batch if isinstance(item, Rejected)]
    receipts = [item for item in batch if isinstance(item, Receipt)]
    rejected += [refuse(receipt, "in_future: occurred_at") for receipt in receipts if receipt.occurred_at > at]
    rejected += load(here, [receipt for receipt in receipts if receipt.occurred_at <= at], counts)
    rejected.sort(key=lambda one: one.first_row)
    for one in rejected:
        counts.rejected(one)
    here.rejects_bytes = rejects.write(rejected, after=here.rejects_bytes)
    here.rows_done = batch[-1].last_row
    here.counts = counts.dump()
    here.save(update_fields=["rejects_bytes", "rows_done", "counts", "reached_at"])
    return here
