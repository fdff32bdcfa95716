"""What each segment looks at: conditions about members, and other segments."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from loyalty.rules.kind import Condition
from segments.segment.format import parse_definition
from segments.segment.models import Segment


@dataclass(frozen=True, kw_only=True)
class Looks:
    """`named`: the segments it looks at, by code."""

    conditions: tuple[Condition, ...] = ()
    named: frozenset[str] = frozenset()


def looks() -> dict[str, Looks]:
    """By code. One query."""
    rows = Segment.objects.values_list("code", "kind", "definition")
    parsed = {code: parse_definition(kind=kind, raw=definition) for code, kind, definition in rows}
    return {
        code: Looks()
        if one is None
        else Looks(conditions=tuple(one.rule.leaves()) if one.rule else (), named=one.named)
        for code, one in parsed.items()
    }


def links() -> dict[str, frozenset[str]]:
    """Which segments each segment looks at, by code. One query."""
    return {code: one.named for code, one in looks().items()}


def with_those_above(codes: Collection[str], known: Mapping[str, Looks]) -> frozenset[str]:
    """The segments, and all that look at them, over others perhaps."""
    found = frozenset(codes)
    while more := {code for code, one in known.items() if one.named & found} - found:
        found |= more
    return found
