"""Takes one work further, piece by piece; each piece is one transaction that remembers how far."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from campaigns.coupons.issue_many import issue_many
from campaigns.coupons.load_codes import load_codes
from campaigns.coupons.make_codes import make_codes
from campaigns.coupons.start_work import SEAL
from campaigns.coupons.work_models import CouponFault, CouponWork, CouponWorkFile
from loyalty.imports.durably import durably
from loyalty.members.seal import UnknownKey, unseal_bytes
from loyalty.refusals import Refusal

LEASE = timedelta(minutes=2)  # longer than a run; a killed one's work is taken up after it
PIECES = {CouponWork.Kind.MAKE: 20_000, CouponWork.Kind.LOAD: 5_000, CouponWork.Kind.ISSUE: 500}
FAULTS = 10_000  # kept with their rows; beyond that they are only counted

# Outcomes and the rows that were refused, by their place from 0 in the piece.
Outcome = tuple[Counter[str], Mapping[int, str]]


class _Moved(Exception):
    """Somebody stopped the work, or took it further, while a piece was under way: the piece is undone."""


def advance_work(*, work_id: int, at: datetime, going_on: Callable[[], bool]) -> None:
    """Do pieces while `going_on()` and something is left. Nothing when somebody else is at it, or when it was stopped.
    Broken off anywhere, it goes on from there. Call outside any transaction."""
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    running = CouponWork.objects.filter(free, pk=work_id, state=CouponWork.State.RUNNING)
    if not running.update(lease_until=at + LEASE):
        return
    work = CouponWork.objects.select_related("batch").get(pk=work_id)
    try:
        lines = _lines(work)
        while work.state == CouponWork.State.RUNNING and going_on():
            work = durably(partial(_piece, work, lines, at))
    except _Moved:
        return
    except (Refusal, CouponWorkFile.DoesNotExist, UnknownKey):  # no later attempt would fare better
        CouponWork.objects.filter(pk=work_id).update(state=CouponWork.State.FAILED, ended_at=at)
    finally:
        CouponWork.objects.filter(pk=work_id, lease_until=at + LEASE).update(lease_until=None)


def _lines(work: CouponWork) -> list[str]:
    if work.kind == CouponWork.Kind.MAKE:
        return []
    sealed = CouponWorkFile.objects.get(pk=work.pk).sealed
    return unseal_bytes(kind=SEAL, sealed=bytes(sealed)).decode().split("\n")


def _piece(before: CouponWork, lines: list[str], at: datetime) -> CouponWork:
    """The work after the piece. Its row is locked only at the end, so that a stop never waits for a piece."""
    with transaction.atomic(durable=True):
        size = min(PIECES[CouponWork.Kind(before.kind)], before.total - before.done)
        counts, faults = _done(before, lines[before.done : before.done + size], size, at)
        work = lock_work(work_id=before.pk)
        if (work.state, work.done) != (before.state, before.done):
            raise _Moved
        kept = max(0, FAULTS - work.counts.get("refused", 0))
        CouponFault.objects.bulk_create(
            CouponFault(work=work, row=work.done + place + 1, code=code) for place, code in list(faults.items())[:kept]
        )
        work.counts = dict(Counter(work.counts) + counts)
        work.done += size
        work.advanced_at = at
        if work.done >= work.total:
            work.state, work.ended_at = CouponWork.State.DONE, at
        work.save(update_fields=["counts", "done", "advanced_at", "state", "ended_at"])
        return work


def _done(work: CouponWork, lines: Sequence[str], size: int, at: datetime) -> Outcome:
    match work.kind:
        case CouponWork.Kind.MAKE:
            return Counter(made=make_codes(batch=work.batch, count=size)), {}
        case CouponWork.Kind.LOAD:
            faults = load_codes(batch=work.batch, codes=lines)
            return Counter(made=size - len(faults), refused=len(faults)), faults
    faults = issue_many(work=work, lines=lines, at=at)
    return Counter(issued=size - len(faults), refused=len(faults)), faults


def lock_work(*, work_id: int) -> CouponWork:
    """The work, nobody else's until the end of the transaction. One query."""
    return CouponWork.objects.select_for_update(no_key=True, of=("self",)).select_related("batch").get(pk=work_id)
