"""Lets a member leave the programme."""

from datetime import datetime

from django.db import transaction

from loyalty.audit.acts import LEFT
from loyalty.audit.record import record as audit
from loyalty.events.kinds import MEMBER_LEFT
from loyalty.events.record import record
from loyalty.ledger.cause import Principal
from loyalty.members.locks import lock_member
from loyalty.members.models import Member
from loyalty.members.standing import MemberBlocked


def leave(*, member_id: int, principal: Principal, at: datetime) -> None:
    """The member can no longer sign in or burn; agreeing to the rules again (`enrol`) brings them back.

    Leaving twice changes nothing. MemberBlocked: coming back would lift the block.
    """
    with transaction.atomic():
        state = lock_member(member_id=member_id)
        if state == Member.State.BLOCKED:
            raise MemberBlocked(field="member")
        if state == Member.State.ACTIVE:
            Member.objects.filter(pk=member_id).update(state=Member.State.LEFT)
            by = {"principal": principal.kind, "principal_id": principal.id}
            record(kind=MEMBER_LEFT, at=at, member_id=member_id, payload=by)
            audit(act=LEFT, object_kind="member", object_id=member_id, by=principal)
