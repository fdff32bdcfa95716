"""Segments in words."""

from loyalty import words
from loyalty.rules.invalid import InvalidRule
from segments.segment.format import parse_definition
from segments.segment.models import Segment


def title_of(segment: Segment) -> str:
    """The segment's name in the reader's language."""
    return segment.title_ru if words.is_russian() else segment.title_en


def said_of(segment: Segment) -> str | None:
    """The definition in words; None for a list, and for one that this release does not understand."""
    try:
        definition = parse_definition(kind=segment.kind, raw=segment.definition)
    except InvalidRule:
        return None
    return definition.words() if definition else None
