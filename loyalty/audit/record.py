"""Writes one act into the audit trail."""

from collections.abc import Mapping
from typing import Protocol

from loyalty.audit.actor import current_actor
from loyalty.audit.acts import ACTS, OBJECTS
from loyalty.audit.models import AuditEvent


class By(Protocol):
    """Who acts: `loyalty.ledger.cause.Principal` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int | None: ...


def record(
    *,
    act: str,
    object_kind: str,
    object_id: object = "",
    object_name: str = "",
    by: By | None = None,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Remember the act, in the transaction of its cause when there is one. One query.

    `act` and `object_kind` are codes of `loyalty.audit.acts` (KeyError for others). Who: `by`, else the actor that the
    door has named; from where is always the door's word. `before` and `after` are JSON-ready and hold nothing secret or
    personal. Changes of settings, staff and keys need no call: triggers write those.
    """
    ACTS[act], OBJECTS[object_kind]
    actor = current_actor()
    who: By = by or actor
    AuditEvent.objects.create(
        act=act,
        object_kind=object_kind,
        object_id=str(object_id),
        object_name=object_name[:200],
        principal=who.kind,
        principal_id=who.id,
        ip=actor.ip,
        request_id=actor.request_id,
        reason=reason[:500],
        before=None if before is None else dict(before),
        after=None if after is None else dict(after),
    )
