"""The port through which enrolment tells of an invitation: who runs referrals registers here, loyalty knows no more."""

from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal
from loyalty.registries import Registry


class InvalidReferral(Refusal):
    """Nobody's code, a code that does not work now, or no referral programme: to a guesser they are the same."""

    code = "invalid_referral"
    status = 422
    title = _("The invitation code did not work")
    hint = _("Check the code, or go on without it.")


class OwnReferral(Refusal):
    """The code is the person's own, by whichever phone, e-mail or card they were recognised."""

    code = "own_referral"
    title = _("This is the person's own invitation code")
    hint = _("An invitation is for somebody else; go on without the code.")


class AlreadyInvited(Refusal):
    """Nobody is invited twice."""

    code = "already_invited"
    title = _("This person has already been invited by somebody else")
    hint = _("Go on without the code.")


class InvitedTooLate(Refusal):
    """`bind_days` is how long after joining a code is taken, always before the first order."""

    code = "invited_too_late"
    title = _("An invitation code is taken soon after joining and before the first purchase")
    hint = _("Go on without the code.")


class ReferralRing(Refusal):
    """The one who invites was, over however many others, invited by this person."""

    code = "referral_ring"
    title = _("Whoever this code belongs to came by this person’s own invitation")
    hint = _("Go on without the code.")


class Accept(Protocol):
    """Binds a member to whoever the code belongs to, in the transaction it is called in.

    The same code again changes nothing. Raises InvalidReferral, OwnReferral, AlreadyInvited, InvitedTooLate,
    ReferralRing.
    """

    def __call__(self, *, friend_id: int, code: str, channel: str, shop_id: int | None, at: datetime) -> object: ...


accepting: Registry[Accept] = Registry("who accepts invitations")


def accept(*, friend_id: int, code: str, channel: str, shop_id: int | None, at: datetime) -> None:
    """Tell everybody who accepts invitations; InvalidReferral when nobody does."""
    if not len(accepting):
        raise InvalidReferral(field="referral")
    for _code, accepted in accepting:
        accepted(friend_id=friend_id, code=code, channel=channel, shop_id=shop_id, at=at)
