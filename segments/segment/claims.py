"""Claims of a segment: who asks everybody about it, and until when nobody else may."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Value, When
from django.db.models.functions import Least

from loyalty.program.validity import midnight
from loyalty.rows import all_rows, one_row
from segments.segment.models import SegmentState

LEASE = timedelta(minutes=10)  # for one reading of all members; each batch begins it anew
EVERY = timedelta(hours=1)  # what moves at other times than midnight: points that burn or become available

_CLAIM = """
update segments_segmentstate s set lease_until = %(until)s
where s.segment_id = (
  select n.segment_id from segments_segmentstate n join segments_segment g on g.id = n.segment_id
  where n.due_at <= %(at)s and (n.lease_until is null or n.lease_until <= %(at)s) and not exists (
    select from segments_segment l join segments_segmentstate x on x.segment_id = l.id
    where not x.is_filled and l.depth < g.depth and g.definition::text like '%%"' || l.code || '"%%')
  order by g.depth, n.due_at, n.segment_id limit 1 for no key update of n skip locked)
returning s.segment_id, s.version, s.needed
"""
_NEEDED = """
update segments_segmentstate set due_at = least(due_at, %(at)s), needed = needed + 1
where due_at is not null and segment_id in (
  select g.id from segments_segment g where g.definition is not null and g.id <> %(segment)s
    and g.definition::text like '%%"' || (select code from segments_segment where id = %(segment)s) || '"%%')
"""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A segment that is ours to ask about, as long as its definition is of this version. `needed` is as it was then."""

    segment_id: int
    version: int
    needed: int


def claim_due(*, at: datetime) -> Claimed | None:
    """The next segment that is due, those that others look at first; None when none is, or others have them. One that
    looks at another waits until that is filled: else it would hear of its first members as of people who came."""
    row = one_row(_CLAIM, {"at": at, "until": at + LEASE})
    return Claimed(segment_id=row[0], version=row[1], needed=row[2]) if row else None


def still_ours(*, claimed: Claimed, until: datetime) -> bool:
    """Whether the definition is still what we ask about; then the claim holds until then. One query."""
    mine = SegmentState.objects.filter(segment=claimed.segment_id, version=claimed.version)
    return bool(mine.update(lease_until=until))


def put_off(*, claimed: Claimed, until: datetime) -> None:
    """It cannot be asked yet: it is due again at `until`. One query."""
    mine = SegmentState.objects.filter(segment=claimed.segment_id, version=claimed.version)
    mine.update(lease_until=None, due_at=until)


def finish(*, claimed: Claimed, at: datetime, zone: ZoneInfo, took_ms: int, size: int) -> bool:
    """Everybody has been asked; False when the definition changed meanwhile, and it is for nothing. One query."""
    tomorrow = midnight(at.astimezone(zone).date() + timedelta(days=1), zone)
    mine = SegmentState.objects.filter(segment=claimed.segment_id, version=claimed.version)
    return bool(
        mine.update(
            is_filled=True, lease_until=None, refreshed_at=at, took_ms=took_ms, size=size,
            due_at=Case(When(needed=claimed.needed, then=Value(min(at + EVERY, tomorrow))), default=F("due_at")),
        )
    )  # fmt: skip


def need_again(*, segment_id: int, at: datetime) -> None:
    """Members of this segment changed: those that look at it are due now. One query."""
    all_rows(_NEEDED + " returning 1", {"segment": segment_id, "at": at})


def ask_soon(*, codes: Collection[str], at: datetime) -> None:
    """What these segments look at changed for many: everybody is asked about them now. One query, none for no codes."""
    if codes:
        asked = SegmentState.objects.filter(segment__code__in=codes, due_at__isnull=False)
        asked.update(due_at=Least(F("due_at"), at), needed=F("needed") + 1)
