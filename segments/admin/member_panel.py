"""Segments on the page of a member: where they are, how they came there, and where they stand in RFM analyses."""

from typing import Any

from django.http import HttpRequest

from loyalty.admin.member_panels import MemberPanel, member_panels
from loyalty.members.models import Member
from segments.admin.causes import causes_in_words
from segments.admin.words import title_of
from segments.rfm.look import standings_of
from segments.segment.look import moves_of, segments_of_member
from segments.segment.models import Segment

SHOWN = 10


def _panel(request: HttpRequest, member: Member) -> dict[str, Any]:
    inside = segments_of_member(member_id=member.pk)
    moves = moves_of(member_id=member.pk, most=SHOWN)
    said = causes_in_words({one.cause for one in moves})
    segments = Segment.objects.in_bulk({one.segment_id for one in moves})
    return {
        "inside": [(one.segment.pk, title_of(one.segment), one.since) for one in inside],
        "moves": [(one, title_of(segments[one.segment_id]), said[one.cause]) for one in moves],
        "standings": [(one.model_id, title_of(one.model), one)
                      for one in standings_of(member_id=member.pk)]
        if request.user.has_perm("segments.view_rfmmodel") else (),
    }  # fmt: skip


member_panels.add(
    "segments",
    MemberPanel(template="segments/admin/member_panel.html", permission="segments.view_segment", read=_panel),
)
