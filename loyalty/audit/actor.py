"""Who acts, and from where: said once by the door, read by whatever writes the audit trail."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class Actor:
    """`kind` as in AuditEvent.Principal; `id` of the employee, the integration or the member."""

    kind: str = "system"
    id: int | None = None
    ip: str | None = None
    request_id: str = ""


_actor: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039  frozen


def current_actor() -> Actor:
    """Who acts now; the system where no door has said."""
    return _actor.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Inside the block `actor` is who acts, for `record`. No queries."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def declared() -> Iterator[None]:
    """Inside the block the database knows the actor as well, so that its triggers name them. Two queries.

    Call outside any transaction. Where the name cannot be taken back the connection is thrown away: what the next
    request does on it must not be this person's.
    """
    actor = current_actor()
    _declare(json.dumps({"kind": actor.kind, "id": actor.id, "ip": actor.ip, "request_id": actor.request_id}))
    try:
        yield
    finally:
        try:
            _declare("")
        except Exception:
            connection.close()
            raise


def _declare(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('loyalty.actor', %s, false)", [text])
