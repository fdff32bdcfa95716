"""Membership of segments as facts. Rows: the codes of the member's segments, as JSON."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from loyalty.rules.fact import SOURCES, MemberFact, Source, Type, member_fact
from segments.segment.models import Membership

SEGMENTS = "segments"

SOURCES.add(
    SEGMENTS,
    Source(
        code=SEGMENTS,
        sql="""(select coalesce(json_agg(s.code), '[]') from segments_membership x
          join segments_segment s on s.id = x.segment_id where x.member_id = m.id)""",
        parse=frozenset,
        moved_by=frozenset(),  # who looks at a member anew looks at all of their segments
    ),
)


def in_segment(code: str) -> MemberFact:
    """Whether the member is in the segment, as the cache of memberships has it; no one is in one that is not there."""
    return member_fact(
        key=f"segment:{code}", label=_("Segment"), type=Type.FLAG, source=SEGMENTS,
        fold=lambda rows, moment: code in rows,
        expression=lambda moment: Exists(Membership.objects.filter(member=OuterRef("pk"), segment__code=code)),
    )  # fmt: skip
