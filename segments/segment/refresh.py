"""Asks every member about a segment: who came and who went because time passed, or because the definition is new."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from loyalty.program.current import program
from loyalty.purchase.history_days import days_are_kept
from loyalty.rows import all_rows, array, one_row
from loyalty.rules.fact import Moment
from segments.members_of import EVERYBODY, active_in_one_pass
from segments.segment.claims import LEASE, Claimed, finish, need_again, put_off, still_ours
from segments.segment.known import Known, known_segment
from segments.segment.locks import lock_for_many
from segments.segment.models import Membership, SegmentSize
from segments.segment.move import Change, Moved, move
from segments.segment.recompute import recompute

BATCH = 5_000  # members moved in a transaction: reactions (no till) wait a fifth of a second for it
WAIT = timedelta(minutes=5)  # for days of long ago that are being brought back
AT_ONCE = 1_000_000  # members read in one statement, so that memory does not grow with them
# A million sums in one hash table, not on disk; planned for these ids, and for all rows of the cursor: otherwise a plan
# is chosen for the first tenth of them, which looks members up one after another.
_PLANNED = {"work_mem": "128MB", "plan_cache_mode": "force_custom_plan", "cursor_tuple_fraction": "1"}
_LOOK_BACK = "10 minutes"  # longer than any transaction that records an event may take

_DIFFERENCE = """
declare segment_moves no scroll cursor with hold for
select coalesce(w.id, x.member_id), w.id is not null
from ({wanted}) w full join (
  select member_id from segments_membership where segment_id = %s and member_id >= %s and member_id < %s) x
  on x.member_id = w.id
where w.id is null or x.member_id is null
"""
_NEXT = "select id from loyalty_member where id >= %s order by id offset %s limit 1"
_LAST_BEFORE = "select id from loyalty_event where recorded_at < now() - %s::interval order by id desc limit 1"
_LIVELY = """
select distinct member_id from loyalty_event
where member_id = any(%s::bigint[]) and id > %s and kind not in ('segment.entered', 'segment.left')
"""


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """`whole` is False when the definition changed meanwhile, or has to wait for days of long ago; then the rest is for
    the next refresh."""

    moved: Moved
    whole: bool


def refresh(*, claimed: Claimed, at: datetime) -> Refreshed:
    """Bring the segment to what its definition says at `at`. Call outside any transaction, after `claim_due`.

    All members are read in one statement that locks nothing; those who differ are moved in batches. Who had an event
    while it was read is looked at again one by one, for what was read of them may be old.
    """
    started, programme = time.perf_counter(), program()
    segment = known_segment(segment_id=claimed.segment_id)
    assert segment.parsed is not None
    moment = Moment(at=at, zone=programme.zone)
    if not days_are_kept(facts=segment.parsed.definition.facts, moment=moment):
        put_off(claimed=claimed, until=at + WAIT)
        return Refreshed(moved=Moved(), whole=False)
    last_event = _last_event()
    moved = Moved()
    for ids in _ranges():
        for batch in _differing(segment, ids, moment):
            done = _move(claimed, segment, batch, last_event, at)
            if done is None:
                return Refreshed(moved=moved, whole=False)
            moved += done
    if moved != Moved():
        need_again(segment_id=claimed.segment_id, at=at)
    size = Membership.objects.filter(segment=claimed.segment_id).count()
    took_ms = round((time.perf_counter() - started) * 1_000)
    whole = finish(claimed=claimed, at=at, zone=programme.zone, took_ms=took_ms, size=size)
    if whole:
        SegmentSize.objects.update_or_create(
            segment_id=claimed.segment_id, day=at.astimezone(programme.zone).date(), defaults={"size": size}
        )
    return Refreshed(moved=moved, whole=whole)


def _ranges() -> Iterator[range]:
    """Of ids, with a million members in each; numbers nobody has cost nothing."""
    start = 0
    while True:
        row = one_row(_NEXT, [start, AT_ONCE])
        stop = row[0] if row else EVERYBODY.stop
        yield range(start, stop)
        if row is None:
            return
        start = stop


def _last_event() -> int:
    row = one_row(_LAST_BEFORE, [_LOOK_BACK])
    return row[0] if row else 0


def _differing(segment: Known, ids: range, moment: Moment) -> Iterator[list[tuple[int, bool]]]:
    """Who is in and should not be, or the other way round, in batches. The cursor keeps them on the server."""
    assert segment.parsed is not None
    wanted = active_in_one_pass(predicate=segment.parsed.definition.predicate, moment=moment, ids=ids)
    with transaction.atomic():
        for name, value in _PLANNED.items():
            one_row("select set_config(%s, %s, true)", [name, value])
        with connection.cursor() as cursor:
            cursor.execute(_DIFFERENCE.format(wanted=wanted.sql), [*wanted.params, segment.id, ids.start, ids.stop])
    try:
        while batch := all_rows(f"fetch {BATCH} from segment_moves", []):
            yield [(member_id, bool(enters)) for member_id, enters in batch]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("close segment_moves")


def _move(
    claimed: Claimed, segment: Known, batch: list[tuple[int, bool]], last_event: int, at: datetime
) -> Moved | None:
    with transaction.atomic():
        lock_for_many()
        if not still_ours(claimed=claimed, until=at + LEASE):
            return None
        lively = {row[0] for row in all_rows(_LIVELY, [array(member for member, _enters in batch), last_event])}
        changes = [
            Change(segment_id=segment.id, member_id=member, enters=enters, told=segment.is_filled)
            for member, enters in batch
            if member not in lively
        ]
        moved = move(changes=changes, cause="refresh" if segment.is_filled else "filled", at=at)
    for member in sorted(lively):
        moved += recompute(member_id=member, cause="refresh", at=at)
    return moved
