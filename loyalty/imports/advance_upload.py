"""Checks or loads the next rows of an upload, batch by batch; each batch is one transaction that remembers how far."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from loyalty.imports.durably import durably
from loyalty.imports.flatten_upload import flatten_upload
from loyalty.imports.models import Upload, UploadFault, UploadFile
from loyalty.imports.resources import RESOURCES, Outcome, run_rows
from loyalty.imports.tables import Row, Table
from loyalty.imports.take_upload import opened_upload
from loyalty.members.seal import UnknownKey
from loyalty.refusals import Refusal

SHOWN = 50
LEASE = timedelta(minutes=5)  # longer than a run; a killed one's upload is taken up after it
FIRST_ROW = 2  # as a spreadsheet counts: the header is 1
_PHASES = {Upload.State.CHECKING: "check", Upload.State.LOADING: "load"}


def advance_upload(*, upload_id: int, at: datetime, going_on: Callable[[], bool]) -> None:
    """Do batches while `going_on()` and there are rows; then the upload is checked, or loaded.

    Nothing when somebody else is at it, or when it waits or was stopped. Broken off anywhere, it goes on from there.
    Call outside any transaction.
    """
    if not _claim(upload_id, at):
        return
    try:
        flatten_upload(upload_id=upload_id)
        upload = Upload.objects.get(pk=upload_id)
        size = RESOURCES[upload.kind].batch
        with opened_upload(upload_id) as table:
            rows = _numbered(table, upload.rows_done)
            while upload.state in _PHASES and going_on():
                batch = list(islice(rows, size))
                upload = durably(partial(_take_in, upload, table, batch, at))
    except _Moved:
        return
    except (Refusal, UploadFile.DoesNotExist, UnknownKey):  # no later attempt would fare better
        Upload.objects.filter(pk=upload_id).update(state=Upload.State.FAILED, ended_at=at)
    finally:
        Upload.objects.filter(pk=upload_id, lease_until=at + LEASE).update(lease_until=None)


def _claim(upload_id: int, at: datetime) -> bool:
    """Whether nobody else is at it. What two did all the same, after a lease ran out, `rows_done` keeps apart."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    return Upload.objects.filter(free, pk=upload_id, state__in=_PHASES).update(lease_until=at + LEASE) == 1


def _numbered(table: Table, skip: int) -> Iterator[tuple[int, Row]]:
    return enumerate(table.rows(skip), start=skip + FIRST_ROW)


class _Moved(Exception):
    """Somebody stopped the upload, or took it further, while a batch was under way: the batch is undone."""


def _take_in(before: Upload, table: Table, batch: list[tuple[int, Row]], at: datetime) -> Upload:
    """The upload after the batch. Its row is locked only at the end, so that a stop never waits for a batch."""
    with transaction.atomic(durable=True):
        outcomes = _outcomes(before, table, batch, at) if batch else []
        upload = lock_upload(upload_id=before.pk)
        if (upload.state, upload.rows_done) != (before.state, before.rows_done):
            raise _Moved
        return _note(upload, outcomes, batch[-1][0], at) if batch else _finish(upload, at)


def lock_upload(*, upload_id: int) -> Upload:
    """The upload, nobody else's until the end of the transaction. One query."""
    return Upload.objects.select_for_update(no_key=True).get(pk=upload_id)


def _note(upload: Upload, outcomes: Sequence[Outcome], last_row: int, at: datetime) -> Upload:
    phase = _PHASES[Upload.State(upload.state)]
    UploadFault.objects.bulk_create(
        UploadFault(upload=upload, phase=phase, row=one.row, column=one.column[:64], code=one.code)
        for one in outcomes
        if one.outcome == "refused"
    )
    counted = Counter(upload.counts.get(phase, {}))
    counted.update(one.outcome for one in outcomes)
    upload.counts = {**upload.counts, phase: dict(counted)}
    if phase == "check":
        upload.preview = [*upload.preview, *_shown(outcomes)][:SHOWN]
    upload.rows_done = last_row - FIRST_ROW + 1
    upload.advanced_at = at
    upload.save(update_fields=["counts", "preview", "rows_done", "advanced_at"])
    return upload


def _outcomes(upload: Upload, table: Table, batch: list[tuple[int, Row]], at: datetime) -> list[Outcome]:
    whole: dict[int, Mapping[str, Any]] = {}
    torn: list[Outcome] = []
    for number, row in batch:
        if len(row) != len(table.columns):
            torn.append(Outcome(row=number, outcome="refused", code="wrong_number_of_fields"))
        elif any(cell not in (None, "") for cell in row):
            whole[number] = dict(zip(table.columns, row, strict=True))
    done = run_rows(
        upload=upload, rows=whole, columns=table.columns, at=at, dry_run=upload.state == Upload.State.CHECKING
    )
    return sorted([*torn, *done], key=lambda one: one.row)


def _shown(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    return [
        {"row": one.row, "outcome": one.outcome, "title": one.title, "changes": [list(it) for it in one.changes]}
        for one in outcomes
        if one.outcome in ("new", "changed")
    ]


def _finish(upload: Upload, at: datetime) -> Upload:
    if upload.state == Upload.State.CHECKING:
        upload.state = Upload.State.CHECKED
    else:
        upload.state, upload.ended_at = Upload.State.DONE, at
    upload.advanced_at = at
    upload.save(update_fields=["state", "ended_at", "advanced_at"])
    return upload
