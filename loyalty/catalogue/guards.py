"""Who may object to an employee's change of the catalogue: filled by the packages whose rules read it."""

from collections.abc import Callable
from dataclasses import dataclass

from loyalty.registries import Registry
from loyalty.staff.models import User

Name = tuple[str, str]  # ("category", code), ("brand", …), ("collection", code), ("attribute", "size=L"), ("sku", …)


@dataclass(frozen=True, kw_only=True)
class Change:
    """`moved`: what goods are called now and were not, or the other way round. `names`: all that they are or were
    called, None where that may be anything. `lowered`: their floor is lower or gone. `unmarked`: they were
    certificates or weighed, and are not."""

    moved: frozenset[Name]
    names: frozenset[Name] | None = None
    lowered: bool = False
    unmarked: bool = False


Objection = Callable[[Change], None]  # raises a Refusal
# Given the employee, reads what it needs once, for however many changes; None where it objects to none of theirs.
GUARDS: Registry[Callable[[User], Objection | None]] = Registry("guards of the catalogue")


def objections(author: User | None) -> Objection | None:
    """To ask of each change before it stays; raises what a guard raises. None where there is nothing to ask: then what
    changes need not be read."""
    found = () if author is None else (guard(author) for _name, guard in GUARDS)
    asked = [one for one in found if one is not None]

    def ask(change: Change) -> None:
        if change.moved or change.lowered or change.unmarked:
            for one in asked:
                one(change)

    return ask if asked else None
