"""What a member's state allows."""

from django.utils.translation import gettext_lazy as _

from loyalty.members.models import Member
from loyalty.refusals import Refusal


class MemberBlocked(Refusal):
    """The programme has stopped this member's points until it looks into something."""

    code = "member_blocked"
    title = _("This member cannot pay with points now")
    hint = _("The sale can go on without points; the programme's support knows the reason.")


class MemberHasLeft(Refusal):
    """The person left the programme; only their own agreement to the rules brings them back."""

    code = "member_left"
    title = _("This person has left the programme")
    hint = _("They can return by agreeing to the programme rules again.")


def check_may_burn(*, state: str) -> None:
    """Nothing for an active member; MemberBlocked or MemberHasLeft for the others."""
    if state == Member.State.BLOCKED:
        raise MemberBlocked(field="member")
    if state == Member.State.LEFT:
        raise MemberHasLeft(field="member")
