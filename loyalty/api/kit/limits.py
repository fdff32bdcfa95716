"""The pace of API keys: who calls too fast is told so, and when to come back."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.limits.pace import Room, pace
from loyalty.refusals import Refusal, Words
from loyalty.shops.client import Client


class TooManyRequests(Refusal):
    """The key calls faster than it may. `retry_after` is in seconds."""

    code: ClassVar[str] = "too_many_requests"
    status: ClassVar[int] = 429
    title: ClassVar[Words] = _("Too many requests")
    hint: ClassVar[Words] = _("Repeat it after the seconds in Retry-After, a write with the same Idempotency-Key.")


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A call at the door: let in when its room says not to wait, and then it must `leave`."""

    name: str
    room: Room

    @property
    def headers(self) -> Mapping[str, str]:
        """For every answer, so that a caller can slow down before it is told to."""
        return {
            "RateLimit-Limit": str(self.room.burst),
            "RateLimit-Remaining": str(self.room.left),
            "RateLimit-Reset": str(self.room.full_in),
        }

    def leave(self) -> None:
        if not self.room.wait:
            pace.leave(name=self.name)


def enter(client: Client, *, is_write: bool) -> Entered:
    """Count a call of this key among its writes, or among those that change nothing. Asks memory alone."""
    name = f"{client.key_id}:{'writes' if is_write else 'reads'}"
    per_second = client.requests_per_second or (settings.LIMIT_API_WRITES if is_write else settings.LIMIT_API_READS)
    return Entered(name=name, room=pace.enter(name=name, per_second=per_second, now=time.monotonic()))
