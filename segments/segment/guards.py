"""Who may object to an employee's change of a segment: filled by the packages that build on segments."""

from collections.abc import Callable

from loyalty.registries import Registry
from loyalty.staff.models import User
from segments.segment.links import links

# Told the codes of the segment and of those that look at it; raises a Refusal.
Guard = Callable[[frozenset[str], User], None]
GUARDS: Registry[Guard] = Registry("guards of segments")


def check_guards(*, code: str, author: User) -> None:
    """Ask before others come to belong to the segment. Raises what a guard raises. One query, and theirs."""
    looks_at, found = links(), frozenset({code})
    while more := {one for one, named in looks_at.items() if named & found} - found:
        found |= more
    for _name, guard in GUARDS:
        guard(found, author)
