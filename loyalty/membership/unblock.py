"""Gives a blocked member their points back."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import UNBLOCKED
from loyalty.audit.record import record as audit
from loyalty.events.kinds import MEMBER_UNBLOCKED
from loyalty.events.record import record
from loyalty.ledger.cause import Principal
from loyalty.members.locks import lock_member
from loyalty.members.models import Member


def unblock(*, member_id: int, principal: Principal, reason: str, at: datetime) -> None:
    """A blocked member is active again; for anybody else nothing changes."""
    with transaction.atomic():
        if lock_member(member_id=member_id) == Member.State.BLOCKED:
            Member.objects.filter(pk=member_id).update(state=Member.State.ACTIVE)
            by = {"reason": reason, "principal": principal.kind, "principal_id": principal.id}
            record(kind=MEMBER_UNBLOCKED, at=at, member_id=member_id, payload=by)
            audit(act=UNBLOCKED, object_kind="member", object_id=member_id, by=principal, reason=reason)
