"""A segment as people look at it: its size day by day, who came and went, some of its members; overlaps of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from loyalty.rows import all_rows, array
from segments.segment.models import Membership, MembershipEntry, Segment, SegmentSize

DAYS = 90
_MOVE = ("at", "segment_id", "member_id", "entered", "cause")

_OVERLAP = """
select a.segment_id, b.segment_id, count(*) from segments_membership a
join segments_membership b on b.member_id = a.member_id
where a.segment_id = any(%(segments)s::bigint[]) and b.segment_id = any(%(segments)s::bigint[])
group by 1, 2
"""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """How many came and went in a time; what a new definition did is not counted."""

    came: int
    went: int


@dataclass(frozen=True, kw_only=True)
class Move:
    """A member came into a segment or went out of it; `cause` as in `MembershipEntry`."""

    at: datetime
    segment_id: int
    member_id: int
    entered: bool
    cause: str


@dataclass(frozen=True, kw_only=True)
class Inside:
    """A member is in this segment since then."""

    segment: Segment
    since: datetime


def sizes_of(*, segment_id: int, today: date) -> list[tuple[date, int]]:
    """The sizes of the last 90 days that have one, oldest first. One query."""
    rows = SegmentSize.objects.filter(segment=segment_id, day__gt=today - timedelta(days=DAYS)).order_by("day")
    return list(rows.values_list("day", "size"))


def movement_of(*, segment_id: int, since: datetime) -> Movement:
    """One query."""
    rows = MembershipEntry.objects.filter(segment=segment_id, at__gte=since).exclude(cause="filled")
    counted = rows.aggregate(came=Count("pk", filter=Q(entered=True)), went=Count("pk", filter=Q(entered=False)))
    return Movement(**counted)


def overlaps(*, segments: Sequence[Segment]) -> dict[tuple[int, int], int]:
    """How many are in both, by ids of two segments; with itself, how many there are. One query."""
    if not segments:
        return {}
    rows = all_rows(_OVERLAP, {"segments": array(one.pk for one in segments)})
    return {(first, second): count for first, second, count in rows}


def newest_members(*, segment_id: int, most: int) -> list[tuple[int, datetime]]:
    """Ids with the time they came, the newest first. One query."""
    rows = Membership.objects.filter(segment=segment_id).order_by("-since", "-member")
    return list(rows.values_list("member_id", "since")[:most])


def moves_of(*, most: int, segment_id: int | None = None, member_id: int | None = None) -> list[Move]:
    """The last moves of a segment, or of a member in all segments, the newest first. One query."""
    of = {"segment": segment_id} if segment_id is not None else {"member": member_id}
    return [Move(**row) for row in MembershipEntry.objects.filter(**of).order_by("-id").values(*_MOVE)[:most]]


def segments_of_member(*, member_id: int) -> list[Inside]:
    """Where the member is now, the newest first. One query."""
    rows = Membership.objects.filter(member=member_id).select_related("segment").order_by("-since", "segment")
    return [Inside(segment=row.segment, since=row.since) for row in rows]
