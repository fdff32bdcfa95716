"""What runs on events: the registry of reactions, filled by the packages that react."""

from collections.abc import Mapping
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
    """`title` says in plain words what is done; `kinds` are codes of events."""

    title: Words
    kinds: frozenset[str]
    react: React


reactions: Registry[Reaction] = Registry("reactions")


def listening(*, kind: str) -> list[str]:
    """The codes of the reactions to a kind of event."""
    return [code for code, reaction in reactions if kind in reaction.kinds]
