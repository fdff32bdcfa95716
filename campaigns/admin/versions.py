"""Back to an older version, and a copy under another code: each on a page that says what will happen."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.differences import differences
from campaigns.admin.stakes_words import above_limit_words
from campaigns.admin.steps import EDIT, PUBLISH, StepForm, stakes_of
from campaigns.admin.words import words_of
from campaigns.campaign.authority import AboveLimit
from campaigns.campaign.copy_campaign import CodeTaken, copy_campaign
from campaigns.campaign.free_code import free_code
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.roll_back import roll_back
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import Trail, require, site
from loyalty.clock import now
from loyalty.refusals import Refusal
from loyalty.rules.invalid import InvalidRule


def trail_of(campaign: Campaign) -> Trail:
    """The way back from a page of a campaign."""
    return (
        (_("Campaigns"), site.url_of("campaigns_campaign_changelist")),
        (campaign.name, site.url_of("campaigns_campaign_change", campaign.pk)),
    )


def take_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Publishes what an older version was as the next one."""
    require(request, "campaigns.view_campaign", PUBLISH)
    campaign = row_or_404(Campaign.objects.select_related("version"), pk)
    version = get_object_or_404(CampaignVersion, campaign=campaign, number=number)
    stakes = stakes_of(version.definition, publisher=staff(request))
    form = StepForm(request.POST or None, step=None, lacking=() if stakes is None else stakes.lacking)
    if request.method == "POST" and form.is_valid():
        try:
            roll_back(
                code=campaign.code, number=number, author=staff(request), reason=form.cleaned_data["reason"], at=now(),
                waived=form.waived,
            )  # fmt: skip
        except AboveLimit as refusal:
            messages.error(request, above_limit_words(refusal))
        except Refusal as refusal:
            say(request, refusal)
        else:
            messages.success(request, gettext("The campaign is what version %(number)s was.") % {"number": number})
        return redirect("admin:campaigns_campaign_change", pk)
    now_offered = campaign.draft if campaign.version is None else campaign.version.definition
    lost = campaign.draft not in (now_offered, version.definition)
    return site.page(
        request, "campaigns/admin/roll_back.html", title=_("Back to this version"), trail=trail_of(campaign),
        campaign=campaign, number=number, form=form, stakes=stakes, lost=lost,
        words=with_names(lambda: words_of(version.definition)),
        differs=with_names(lambda: differences(now_offered, version.definition)),
    )  # fmt: skip


class CopyForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=64, widget=widgets.UnfoldAdminTextInputWidget(),
        help_text=_("Small Latin letters, digits and dashes; for ever."),
    )  # fmt: skip
    title_ru = forms.CharField(label=_("Name in Russian"), max_length=200, widget=widgets.UnfoldAdminTextInputWidget())
    title_en = forms.CharField(label=_("Name in English"), max_length=200, widget=widgets.UnfoldAdminTextInputWidget())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


def make_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft like the campaign, under another code, without its dates."""
    require(request, "campaigns.view_campaign", EDIT)
    campaign = row_or_404(Campaign.objects.all(), pk)
    title = campaign.draft.get("title", {})
    initial = {"code": free_code(code=campaign.code), "title_ru": title.get("ru", ""), "title_en": title.get("en", "")}
    form = CopyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        named = {"ru": sent["title_ru"], "en": sent["title_en"]}
        try:
            copied = copy_campaign(code=campaign.code, to=sent["code"], title=named, author=staff(request))
        except CodeTaken as taken:
            form.add_error("code", str(taken.title))
        except InvalidRule as wrong:
            form.add_error("code" if wrong.field == "code" else None, str(wrong.detail))
        else:
            messages.success(request, gettext("This is the copy: a draft, without dates. Nothing of it is offered."))
            return redirect("admin:campaigns_campaign_change", copied.pk)
    return site.page(
        request, "campaigns/admin/copy.html", title=_("Copy"), trail=trail_of(campaign), campaign=campaign, form=form
    )
