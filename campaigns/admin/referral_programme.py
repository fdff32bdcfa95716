"""Invitations as one page: how they go, and the terms as questions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.admin.referral_form import ReferralForm
from campaigns.referrals.figures import figures
from campaigns.referrals.models import Referral
from campaigns.referrals.save_programme import save_programme
from campaigns.referrals.terms import in_force
from loyalty import words
from loyalty.admin.kit import say, staff
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.ledger.units import kept_units
from loyalty.refusals import Refusal

VIEW, CHANGE = "campaigns.view_referralprogramme", "campaigns.change_referralprogramme"


def referral_programme(request: HttpRequest) -> HttpResponse:
    """A change is a new version, for the invitations after it."""
    may_change = request.user.has_perm(CHANGE)
    form = ReferralForm(request.POST or None, holds=in_force())
    if request.method == "POST":
        require(request, CHANGE)
        if form.is_valid() and _saved(request, form):
            return redirect("admin:referral_programme")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    found = figures()
    return site.page(
        request, "campaigns/admin/referral_programme.html", title=_("Inviting friends"), form=form,
        may_change=may_change, figures=found, review=Referral.State.REVIEW,
        cost=[words.points(amount, kept_units()[unit].words) for unit, amount in sorted(found.cost.items())],
        may_list=request.user.has_perm("campaigns.view_referral"),
    )  # fmt: skip


def _saved(request: HttpRequest, form: ReferralForm) -> bool:
    cleaned = form.cleaned_data
    try:
        save_programme(
            terms=cleaned["terms"],
            is_on=cleaned["is_on"],
            author=staff(request),
            at=now(),
            based_on=cleaned["based_on"],
        )
    except Refusal as refusal:
        say(request, refusal)
        return False
    messages.success(request, gettext("Saved. Invitations already accepted keep the terms they were made under."))
    return True


site.add_page("referrals/", referral_programme, name="referral_programme", permission=VIEW)
