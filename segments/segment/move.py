"""Puts members into segments and takes them out: the only writer of memberships, their history and their events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loyalty.events.react import listening
from loyalty.rows import array, one_row
from segments.segment.kinds import SEGMENT_ENTERED, SEGMENT_LEFT

# What the first two statements did is what happened: who is in already does not enter, who is out does not leave.
_MOVE = """
with asked as (
  select * from unnest(%(segments)s::bigint[], %(members)s::bigint[], %(enters)s::bool[], %(told)s::bool[])
    as a(segment_id, member_id, enters, told)
), came as (
  insert into segments_membership (member_id, segment_id, since)
  select member_id, segment_id, %(at)s from asked where enters order by member_id, segment_id
  on conflict do nothing returning member_id, segment_id
), went as (
  delete from segments_membership m using asked a
  where not a.enters and m.member_id = a.member_id and m.segment_id = a.segment_id
  returning m.member_id, m.segment_id
), moved as (
  select member_id, segment_id, true as entered from came union all select member_id, segment_id, false from went
), entry as (
  insert into segments_membershipentry (segment_id, member_id, entered, cause, at)
  select segment_id, member_id, entered, %(cause)s, %(at)s from moved order by member_id, segment_id
), event as (
  insert into loyalty_event (kind, member_id, external_id, payload, at)
  select case when m.entered then %(entered)s else %(left)s end, m.member_id, '',
    jsonb_build_object('segment', s.code), %(at)s
  from moved m join asked a using (segment_id, member_id) join segments_segment s on s.id = m.segment_id
  where a.told order by m.member_id, m.segment_id
  returning id, kind, member_id, recorded_at
), delivery as (
  insert into loyalty_delivery (event_id, member_id, reaction, state, attempt, next_at, fence, error_class)
  select e.id, e.member_id, r.code, 'due', 0, e.recorded_at, 0, ''
  from event e join unnest(%(kinds)s::text[], %(reactions)s::text[]) as r(kind, code) on r.kind = e.kind
)
select count(*) filter (where entered), count(*) filter (where not entered) from moved
"""


@dataclass(frozen=True, kw_only=True)
class Change:
    """`told`: it is an event that others react to; otherwise only history knows."""

    segment_id: int
    member_id: int
    enters: bool
    told: bool = True


@dataclass(frozen=True, kw_only=True)
class Moved:
    came: int = 0
    went: int = 0

    def __add__(self, other: "Moved") -> "Moved":
        return Moved(came=self.came + other.came, went=self.went + other.went)


def move(*, changes: Sequence[Change], cause: str, at: datetime) -> Moved:
    """How many came and went: of two who ask the same at once, one has moved them. Call with a lock of `locks` held.

    One query, none for no changes; and what the reactions to these events ask.
    """
    if not changes:
        return Moved()
    listeners = [(kind, code) for kind in (SEGMENT_ENTERED, SEGMENT_LEFT) for code in listening(kind=kind)]
    row = one_row(
        _MOVE,
        {
            "segments": array(one.segment_id for one in changes), "members": array(one.member_id for one in changes),
            "enters": array(one.enters for one in changes), "told": array(one.told for one in changes),
            "at": at, "cause": cause, "entered": SEGMENT_ENTERED, "left": SEGMENT_LEFT,
            "kinds": array(kind for kind, _code in listeners), "reactions": array(code for _kind, code in listeners),
        },
    )  # fmt: skip
    assert row is not None
    return Moved(came=row[0], went=row[1])
