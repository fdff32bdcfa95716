"""What runs on events: the registry of reactions, filled by the packages that react."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from loyalty.refusals import Words
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Happened:
    """A recorded event, as a reaction sees it. `id` is the natural key for what the reaction does."""

    id: int
    kind: str
    member_id: int | None
    shop_id: int | None
    payload: Mapping[str, object]
    at: datetime


class React(Protocol):
    """Runs in a transaction of its own, which also marks the delivery done: what it writes here is written once.

    What it does elsewhere may happen again after a crash, so it carries the event's id there. Raising anything undoes
    it and has it tried again later. Short: a batch of fifty should end inside its lease.
    """

    def __call__(self, *, event: Happened, at: datetime) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """`title` says in plain words what is done; `kinds` are codes of events, or "shop.*" for all that shops tell.

    `is_wanted` is asked of each such event as it is recorded, and may make a query: a million members joining by import
    are no million deliveries when nobody waits for them. `concerns` is asked of the payload, and makes none. `where` is
    SQL that is asked in the statement that records an event, for events of purchases, where each statement counts.
    """

    title: Words
    kinds: frozenset[str]
    react: React
    is_wanted: Callable[[str], bool] = lambda kind: True
    concerns: Callable[[Mapping[str, object]], bool] = lambda payload: True
    where: str = ""

    def hears(self, kind: str, payload: Mapping[str, object]) -> bool:
        """Whether it runs on events of the kind, with this payload, that are recorded now."""
        named = kind in self.kinds or f"{kind.partition('.')[0]}.*" in self.kinds
        return named and self.concerns(payload) and self.is_wanted(kind)


reactions: Registry[Reaction] = Registry("reactions")


def listening(*, kind: str, payload: Mapping[str, object] | None = None) -> list[str]:
    """The codes of the reactions to an event."""
    return [code for code, reaction in reactions if reaction.hears(kind, payload or {})]
