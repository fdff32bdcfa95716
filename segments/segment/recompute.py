"""Looks at one member anew: which segments they are in now."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty.members.models import Member
from loyalty.program.current import program
from loyalty.purchase.history_days import days_are_kept
from loyalty.rules.fact import Moment
from segments.facts import SEGMENTS
from segments.read_known import Column, read_with
from segments.segment.count_list import count_list
from segments.segment.known import Known, known_segments
from segments.segment.locks import lock_for_one
from segments.segment.move import Change, Moved, move

_INSIDE = "select json_agg(x.segment_id) from segments_membership x where x.member_id = m.id"


@dataclass(frozen=True)
class _Scene:
    known: dict[str, Any]


def recompute(*, member_id: int, cause: str, at: datetime) -> Moved:
    """Which segments the member came into and went out of. Who is blocked is in lists alone, who has left in none.
    Member.DoesNotExist.

    Three queries and the programme, whatever the number of segments, one more where windows are long. Two more when
    something changed; otherwise nothing is written, and nothing waits for the disk.
    """
    with transaction.atomic():
        lock_for_one(member_id=member_id)
        segments = known_segments()
        moment = Moment(at=at, zone=program().zone)
        asked = _can_be_asked(segments, moment)
        facts = [fact for one in asked if one.parsed for fact in one.parsed.definition.facts]
        read, (text, state) = read_with(
            member_id=member_id, facts=[fact for fact in facts if fact.source != SEGMENTS],
            moment=moment, columns=[Column(sql=_INSIDE, params={}), Column(sql="m.state", params={})],
        )  # fmt: skip
        if state is None:
            raise Member.DoesNotExist
        inside = frozenset(json.loads(text) if text else ())
        wanted = _wanted(segments, frozenset(one.id for one in asked), inside, read, state)
        changes = [
            Change(segment_id=one.id, member_id=member_id, enters=one.id in wanted, told=one.is_filled)
            for one in segments
            if (one.id in wanted) != (one.id in inside)
        ]
        moved = move(changes=[one for one in changes if one.told], cause=cause, at=at)
        for one in segments:
            if one.parsed is None and one.id in inside - wanted:  # who has left the programme is on no list
                count_list(segment_id=one.id, at=at)
        return moved + move(changes=[one for one in changes if not one.told], cause="filled", at=at)


def _can_be_asked(segments: tuple[Known, ...], moment: Moment) -> list[Known]:
    """Those by a rule, but for what looks at days that have to be brought back first."""
    ruled = [(one, one.parsed.definition.facts) for one in segments if one.parsed]
    if days_are_kept(facts=[fact for _one, facts in ruled for fact in facts], moment=moment):
        return [one for one, _facts in ruled]
    return [one for one, facts in ruled if days_are_kept(facts=facts, moment=moment)]


def _wanted(
    segments: tuple[Known, ...], asked: frozenset[int], inside: frozenset[int], read: dict[str, Any], state: str
) -> frozenset[int]:
    """A segment sees those before it as they are about to be. Lists stay as they are, and so do segments that wait for
    days to be brought back."""
    if state == Member.State.LEFT:
        return frozenset()
    known, wanted = dict(read), set()
    for one in segments:
        if one.parsed is None or (one.id not in asked and state == Member.State.ACTIVE):
            holds = one.id in inside
        else:
            holds = state == Member.State.ACTIVE and one.parsed.test(_Scene(known))
        known[f"segment:{one.code}"] = holds
        if holds:
            wanted.add(one.id)
    return frozenset(wanted)
