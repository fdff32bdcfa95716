"""Which segments each segment looks at."""

from segments.segment.format import parse_definition
from segments.segment.models import Segment


def links() -> dict[str, frozenset[str]]:
    """By code. One query."""
    rows = Segment.objects.values_list("code", "kind", "definition")
    parsed = {code: parse_definition(kind=kind, raw=definition) for code, kind, definition in rows}
    return {code: one.named if one else frozenset() for code, one in parsed.items()}
