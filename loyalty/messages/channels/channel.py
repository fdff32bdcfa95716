"""What every channel promises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Message:
    """Ready words for one contact. `kind` is "phone" or "email"; `to` and `text` are private.

    `subject` and `headers` go with an e-mail; other channels leave them out. A subject names nobody: it is shown on
    locked screens.
    """

    kind: str
    to: str = field(repr=False)
    template: str
    language: str
    subject: str
    text: str = field(repr=False)
    at: datetime
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


class NotSent(Exception):
    """The channel could not take the message; nobody has received it."""


class Fenced(NotSent):
    """This database is an unconfirmed copy: nothing leaves it until `manage.py confirm_restore`."""


class Channel(Protocol):
    """Takes a message, or raises NotSent. Made once per process, used from several threads."""

    carries: ClassVar[frozenset[str]]  # the kinds of contact it reaches

    def send(self, message: Message) -> None: ...
