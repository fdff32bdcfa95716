"""Stops a member's points."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import BLOCKED
from loyalty.audit.record import record as audit
from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.record import record
from loyalty.ledger.cause import Principal
from loyalty.members.locks import lock_member
from loyalty.members.models import Member
from loyalty.members.standing import MemberHasLeft


def block(*, member_id: int, principal: Principal, reason: str, at: datetime) -> None:
    """The member can sign in and look, but neither earns nor burns. Blocking twice changes nothing; MemberHasLeft."""
    with transaction.atomic():
        state = lock_member(member_id=member_id)
        if state == Member.State.LEFT:
            raise MemberHasLeft(field="member")
        if state == Member.State.ACTIVE:
            Member.objects.filter(pk=member_id).update(state=Member.State.BLOCKED)
            by = {"reason": reason, "principal": principal.kind, "principal_id": principal.id}
            record(kind=MEMBER_BLOCKED, at=at, member_id=member_id, payload=by)
            audit(act=BLOCKED, object_kind="member", object_id=member_id, by=principal, reason=reason)
