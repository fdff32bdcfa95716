"""Who may object to an employee's change of a segment: filled by the packages that build on segments."""

from collections.abc import Callable

from loyalty.registries import Registry
from loyalty.staff.models import User

# Told the codes of the segment and of those that look at it; raises a Refusal.
Guard = Callable[[frozenset[str], User], None]
GUARDS: Registry[Guard] = Registry("guards of segments")
