"""Pause, resume and finish from the list, with one click and without a reason to write: each can be taken back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from campaigns.admin.stakes_words import above_limit_words
from campaigns.admin.steps import PUBLISH, STEPS
from campaigns.campaign.authority import AboveLimit
from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.resume import resume
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.site import require
from loyalty.clock import now
from loyalty.refusals import Refusal

QUICK = {code: STEPS[code] for code in ("pause", "resume", "finish")}


@require_POST
def take_quick_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Takes the step and says what it means."""
    step = QUICK.get(code)
    if step is None:
        raise Http404
    require(request, "campaigns.view_campaign", PUBLISH)
    campaign = row_or_404(Campaign.objects.all(), pk)
    author, reason, at = staff(request), gettext("from the list"), now()
    try:
        if code == "resume":
            resume(code=campaign.code, author=author, reason=reason, at=at)
        else:
            move(code=campaign.code, to=step.to, author=author, reason=reason, at=at)
    except AboveLimit as refusal:
        messages.error(request, above_limit_words(refusal))
    except Refusal as refusal:
        say(request, refusal)
    else:
        messages.success(request, f"{campaign.name}. {step.done} {step.tells}")
    return redirect("admin:campaigns_campaign_changelist")
