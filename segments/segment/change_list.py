"""Puts members on a list that people keep, or takes them off it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from loyalty.members.models import Member
from segments.segment.claims import need_again
from segments.segment.count_list import count_list
from segments.segment.lists import AT_ONCE, check_list
from segments.segment.locks import lock_for_some
from segments.segment.move import Change, Moved, move
from segments.segment.recompute import recompute


def change_list(*, segment_id: int, member_ids: Sequence[int], enter: bool, cause: str, at: datetime) -> Moved:
    """How many came or went; those who are there already, are unknown or have left the programme do not count.

    `cause` as in `MembershipEntry`. Segments that look at the list follow at once for a hundred members, for more by
    the job. Raises NotAList.
    """
    check_list(segment_id=segment_id)
    with transaction.atomic():
        lock_for_some()
        known = Member.objects.filter(pk__in=set(member_ids))
        known = known.exclude(state=Member.State.LEFT) if enter else known
        found = sorted(known.values_list("pk", flat=True))
        changes = [Change(segment_id=segment_id, member_id=one, enters=enter) for one in found]
        moved = move(changes=changes, cause=cause, at=at)
        if moved != Moved():
            count_list(segment_id=segment_id, at=at)
            need_again(segment_id=segment_id, at=at)
    if len(found) <= AT_ONCE:
        for member in found:
            recompute(member_id=member, cause=cause, at=at)
    return moved
