"""Which of some segments are not there."""

from collections.abc import Iterable

from segments.segment.models import Segment


def missing_segments(*, codes: Iterable[str]) -> list[str]:
    """The codes of no segment, sorted. One query, none for no codes."""
    named = set(codes)
    if not named:
        return []
    return sorted(named - set(Segment.objects.filter(code__in=named).values_list("code", flat=True)))
