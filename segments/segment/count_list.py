"""Writes down how many are on a list now."""

from datetime import datetime

from django.db import transaction

from loyalty.program.current import program
from segments.segment.models import Membership, SegmentSize, SegmentState


def count_list(*, segment_id: int, at: datetime) -> None:
    """Its size, and that of its local day. Two at once wait for each other and then count, so the later of them is
    right. Four queries, one of which reads the whole list."""
    with transaction.atomic():
        state = SegmentState.objects.select_for_update(no_key=True).get(segment=segment_id)
        state.size = Membership.objects.filter(segment=segment_id).count()
        state.save(update_fields=["size"])
        SegmentSize.objects.update_or_create(
            segment_id=segment_id, day=at.astimezone(program().zone).date(), defaults={"size": state.size}
        )
