"""Reactions that only tests know, registered for as long as one of them needs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from loyalty.events.react import Happened, Reaction, reactions


@contextmanager
def reacting(code: str, react: Callable[[Happened, datetime], None], *kinds: str) -> Iterator[None]:
    """A reaction to these kinds of events inside the block."""

    def call(*, event: Happened, at: datetime) -> None:
        react(event, at)

    reactions.add(code, Reaction(title=code, kinds=frozenset(kinds), react=call))
    try:
        yield
    finally:
        del reactions._things[code]
