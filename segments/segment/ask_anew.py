"""Has everybody asked about segments that mean something else now, and nobody told of it: an edit moves no member."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from segments.segment.models import SegmentState


def ask_anew(*, codes: Collection[str], at: datetime) -> None:
    """Soon after, by the job. Call with `lock_for_many` held, so that no refresh goes on with what they meant before.
    One query."""
    meant = SegmentState.objects.filter(segment__code__in=codes, segment__definition__isnull=False)
    meant.update(version=F("version") + 1, is_filled=False, due_at=at, lease_until=None)
