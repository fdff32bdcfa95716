"""The segments that are asked of members, parsed, in the order in which they lean on each other."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from loyalty.rules.predicate import Test, compiled
from segments.segment.format import Definition, parse_definition
from segments.segment.models import Segment

_COLUMNS = ("pk", "code", "kind", "definition", "now__version", "now__is_filled")


@dataclass(frozen=True, kw_only=True)
class Parsed:
    definition: Definition
    test: Test


@dataclass(frozen=True, kw_only=True)
class Known:
    """A segment of `version`; `parsed` is None for a list."""

    id: int
    code: str
    version: int
    is_filled: bool
    parsed: Parsed | None


def known_segments() -> tuple[Known, ...]:
    """Every segment, those that others look at first. One query; each definition is parsed once in a process."""
    rows = Segment.objects.order_by("depth", "pk").values_list(*_COLUMNS)
    return tuple(_known(row) for row in rows)


def known_segment(*, segment_id: int) -> Known:
    """One segment; Segment.DoesNotExist when there is none. One query."""
    return _known(Segment.objects.values_list(*_COLUMNS).get(pk=segment_id))


def _known(row: tuple[Any, ...]) -> Known:
    pk, code, kind, definition, version, is_filled = row
    parsed = None if definition is None else _parsed(kind, json.dumps(definition, sort_keys=True))
    return Known(id=pk, code=code, version=version, is_filled=is_filled, parsed=parsed)


@lru_cache(maxsize=1_024)
def _parsed(kind: str, definition: str) -> Parsed:
    found = parse_definition(kind=kind, raw=json.loads(definition))
    assert found is not None
    return Parsed(definition=found, test=compiled(found.predicate))
