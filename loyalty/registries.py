"""Named things that packages contribute from `AppConfig.ready()`: a code is registered once and for ever."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """An ordered mapping of stable codes to things; registering a code twice is a programming error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._things: dict[str, T] = {}

    def add(self, code: str, thing: T) -> T:
        """Register `thing` under `code`; ValueError when the code is taken."""
        if code in self._things:
            raise ValueError(f"{self.name}: {code} is registered twice")
        self._things[code] = thing
        return thing

    def __getitem__(self, code: str) -> T:
        return self._things[code]

    def __contains__(self, code: object) -> bool:
        return code in self._things

    def __iter__(self) -> Iterator[tuple[str, T]]:
        yield from self._things.items()

    def __len__(self) -> int:
        return len(self._things)
