"""What packages above find wrong with what is theirs, beside what `degradations` sees itself."""

from collections.abc import Callable
from dataclasses import dataclass

from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`count` of the things concerned, for monitoring; `text` is a sentence or two in the active language."""

    count: int
    text: str


troubles: Registry[Callable[[], Trouble | None]] = Registry("troubles")  # one small query each, and more in trouble


def in_trouble() -> dict[str, Trouble]:
    """By code; those that are fine are left out."""
    asked = ((code, find()) for code, find in troubles)
    return {code: trouble for code, trouble in asked if trouble is not None}
