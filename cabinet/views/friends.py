"""Inviting friends: the member's code and friends, the code of whoever invited them, and the page a link leads to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cabinet.card import svg_of
from cabinet.forms import InvitationForm
from cabinet.friends import friend_lines, promise, summary
from cabinet.invitation import forget_invitation, invitation_of, remember_invitation
from cabinet.promises import promises
from cabinet.session import signed_in_member
from cabinet.visit import Visit, for_members
from cabinet.words import in_time
from campaigns.referrals.bind import bind
from campaigns.referrals.code_text import spaced
from campaigns.referrals.give_code import give_code
from campaigns.referrals.lateness import may_be_bound
from campaigns.referrals.mine import mine
from campaigns.referrals.terms import in_force
from campaigns.referrals.words import link_of, share_text
from loyalty.clock import now
from loyalty.ledger.units import units
from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.limit import INVITATION_CODES
from loyalty.members.invitations import AlreadyInvited, InvitedTooLate, OwnReferral, ReferralRing
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.refusals import Refusal

CHANNEL = "cabinet"


@require_safe
@for_members
def friends(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The code to share and what came of it."""
    return _page(request, visit, None)


@require_POST
@for_members
def accept_code(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Binds the member to whoever invited them. Guessing is slowed: a code tells nothing, but is somebody's."""
    form, wait = InvitationForm(request.POST, use_required_attribute=False), 0
    if form.is_valid():
        try:
            count(limit=INVITATION_CODES, who=str(visit.member.id), at=visit.at)
            bind(friend_id=visit.member.id, code=form.cleaned_data["code"], channel=CHANNEL, shop_id=None, at=visit.at)
        except TooManyAttempts as refusal:
            wait = refusal.facts["retry_after"]
            form.refuse(_("Too many attempts. Try again {in_time}.").format(in_time=in_time(wait)))
        except Refusal as refusal:
            form.refuse(_sentence(refusal))
        else:
            forget_invitation(request)
            return redirect("cabinet:friends")
    page = _page(request, visit, form)
    if wait:
        page.status_code = 429
        page.headers["Retry-After"] = str(wait)
    return page


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Where a link of a friend leads to. Every code looks alike here, whether somebody has it or not."""
    code = remember_invitation(request, typed=request.GET.get("ref", ""))
    if signed_in_member(request, at=now()):
        return redirect("cabinet:friends")
    programme = program()
    return render(
        request,
        "cabinet/join.html",
        {
            "programme": programme.name,
            "code": spaced(code) if code else "",
            "qr": svg_of(code) if code else "",
            "promises": promises(settings=programme.settings, unit=units()[BONUS]),
        },
    )


def _page(request: HttpRequest, visit: Visit, form: InvitationForm | None) -> HttpResponse:
    holds = in_force()
    invites = holds is not None and holds.is_on and not visit.is_blocked
    code = give_code(member_id=visit.member.id) if invites else ""
    own = mine(member_id=visit.member.id)
    late = not may_be_bound(friend_id=visit.member.id, joined_at=visit.member.joined_at, at=visit.at)
    if form is None and not late:
        form = InvitationForm(initial={"code": spaced(invitation_of(request))}, use_required_attribute=False)
    return render(
        request,
        "cabinet/friends.html",
        {
            "programme": visit.programme.name,
            "code": spaced(code),
            "link": link_of(code) if code else "",
            "qr": svg_of(link_of(code)) if code else "",
            "text": share_text(holds.terms, code=code) if code and holds else "",
            "promise": promise(holds.terms, return_days=visit.programme.settings.return_days) if holds else "",
            "summary": summary(own),
            "friends": friend_lines(own, visit),
            "form": form,
        },
    )


def _sentence(refusal: Refusal) -> str:
    match refusal:
        case OwnReferral():
            return _("This is your own code: it is for your friends.")
        case AlreadyInvited():
            return _("You have already accepted an invitation.")
        case InvitedTooLate():
            return _("A code can be entered soon after joining and before the first purchase.")
        case ReferralRing():
            return _("This friend came by your own invitation.")
    return _("The code did not work. Check it with your friend.")
