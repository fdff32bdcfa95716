"""What differs between two stored forms, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loyalty.rules.invalid import at


@dataclass(frozen=True, kw_only=True)
class Change:
    """At `path` there was `before` (None: nothing) and is `after`, in the stored form."""

    path: str
    before: Any
    after: Any


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """The smallest parts that differ, in the order written; none when both are the same."""
    return tuple(_changes(before, after, ""))


def _changes(before: Any, after: Any, path: str) -> Iterator[Change]:
    if before == after and type(before) is type(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _changes(before.get(name), after.get(name), at(path, name))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            was = before[index] if index < len(before) else None
            now = after[index] if index < len(after) else None
            yield from _changes(was, now, at(path, index))
    else:
        yield Change(path=path, before=before, after=after)
