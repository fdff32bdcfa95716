"""The steps of a campaign's life on a page of their own: what will happen, the reason, and the step itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.audience_words import whom
from campaigns.admin.stakes_words import above_limit_words
from campaigns.admin.words import definition_of, place, words_of
from campaigns.campaign.authority import AboveLimit, check_authority, worth_of_units
from campaigns.campaign.exposure import exposure, purchases_with_goods
from campaigns.campaign.findings import Finding, Weight, findings
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.publish import missing, publish, seen_of
from campaigns.campaign.resume import resume
from campaigns.campaign.stakes import bounds_of, units_given, why_unbounded
from campaigns.campaign.states import MOVES
from campaigns.campaign.words import cost_words
from campaigns.engine.definition import Definition
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import require, site
from loyalty.clock import now
from loyalty.refusals import Refusal, Words
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.models import User

EDIT, PUBLISH = "campaigns.change_campaign", "campaigns.publish_campaign"
S = Campaign.State


@dataclass(frozen=True, kw_only=True)
class Step:
    """`to` is the state it leads to, `since` those it is offered in."""

    title: Words
    button: Words
    tells: Words
    done: Words
    to: str
    since: tuple[str, ...]
    permission: str = PUBLISH
    stops: bool = False


STEPS: dict[str, Step] = {
    "submit": Step(
        title=_("Send for review"), button=_("Send for review"), to=S.IN_REVIEW, since=(S.DRAFT,), permission=EDIT,
        tells=_(
            "Those who publish will see it among campaigns in review. Customers see nothing of it. It can be "
            "taken back."
        ),
        done=_("The campaign is in review."),
    ),
    "withdraw": Step(
        title=_("Back to drafts"), button=_("Back to drafts"), to=S.DRAFT, since=(S.IN_REVIEW,), permission=EDIT,
        tells=_(
            "The campaign leaves the review and is a draft again. Customers see nothing of it."
        ),
        done=_("The campaign is a draft again."),
    ),
    "publish": Step(
        title=_("Publish"), button=_("Publish"), to=S.RUNNING,
        since=(S.DRAFT, S.IN_REVIEW, S.SCHEDULED, S.RUNNING, S.PAUSED, S.FINISHED),
        tells=_(
            "The draft becomes the next version. Every till offers it from the next purchase on, or from its "
            "start when that is later. Orders and prices already given keep theirs. It can be paused at any "
            "moment."
        ),
        done=_("The campaign is published."),
    ),
    "pause": Step(
        title=_("Pause"), button=_("Pause"), to=S.PAUSED, since=(S.SCHEDULED, S.RUNNING), stops=True,
        tells=_(
            "No till offers it from the next purchase on. What customers have got stays theirs. It can be "
            "resumed."
        ),
        done=_("The campaign is paused."),
    ),
    "resume": Step(
        title=_("Resume"), button=_("Resume"), to=S.RUNNING, since=(S.PAUSED,),
        tells=_(
            "The campaign goes on as the version it was, from the next purchase on. A newer draft waits until"
            " it is published."
        ),
        done=_("The campaign goes on."),
    ),
    "finish": Step(
        title=_("Finish"), button=_("Finish"), to=S.FINISHED, since=(S.SCHEDULED, S.RUNNING, S.PAUSED), stops=True,
        tells=_(
            "No till offers it from the next purchase on. What customers have got stays theirs. To run it "
            "again, publish it again."
        ),
        done=_("The campaign is finished."),
    ),
    "archive": Step(
        title=_("Archive"), button=_("Archive"), to=S.ARCHIVED, since=(S.DRAFT, S.IN_REVIEW, S.FINISHED),
        tells=_(
            "The campaign can neither be edited nor published any more. Orders keep its versions. This cannot"
            " be undone."
        ),
        done=_("The campaign is archived."),
    ),
}  # fmt: skip


class StepForm(forms.Form):
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput())
    reason = forms.CharField(
        label=_("What changed and why"), max_length=500, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason: a colleague will need it later.")},
    )  # fmt: skip
    withdraw = forms.BooleanField(
        label=_("Withdraw prices already given"), required=False, widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_(
            "Prices of every campaign that tills have shown in the last minutes will be refused and counted "
            "again. Without it they hold for their 15 minutes."
        ),
    )  # fmt: skip

    no_end = forms.BooleanField(
        label=_("Runs without an end on purpose"), widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("Somebody will have to stop it by hand. To set an end, edit the draft."),
        error_messages={"required": _("Set an end in the draft, or confirm that there is none on purpose.")},
    )  # fmt: skip
    no_budget = forms.BooleanField(
        label=_("Nothing bounds its cost, on purpose"), widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("A budget of the whole campaign would bound it. To set one, edit the draft."),
        error_messages={"required": _("Set a budget in the draft, or confirm that there is none on purpose.")},
    )  # fmt: skip

    def __init__(self, *args: object, step: Step | None, lacking: tuple[str, ...] = (), seen: str = "") -> None:
        """`lacking` is what the campaign does without and what has to be confirmed, `seen` the draft that is shown."""
        super().__init__(*args)  # type: ignore[arg-type]
        self.initial = {"seen": seen}
        self.use_required_attribute = False
        if step is None or not step.stops:
            del self.fields["withdraw"]
        if not seen:
            del self.fields["seen"]
        for what in ("end", "budget"):
            if what not in lacking:
                del self.fields[f"no_{what}"]

    @property
    def waived(self) -> list[str]:
        """What was confirmed to be missing on purpose."""
        return [what for what in ("end", "budget") if self.cleaned_data.get(f"no_{what}")]


@dataclass(frozen=True, kw_only=True)
class Stakes:
    """What a definition can cost, what bounds it does without, and what is doubtful about it. `above`: why it is more
    than the person who looks starts alone; empty where it is not, or nobody asked."""

    cost: str
    lacking: tuple[str, ...]
    findings: tuple[Finding, ...]
    above: str = ""

    @property
    def is_stopped(self) -> bool:
        return bool(self.above) or any(one.weight is Weight.STOP for one in self.findings)


def stakes_of(raw: Mapping[str, Any], *, publisher: User | None = None) -> Stakes | None:
    """None where the stored form is no longer understood. Some nine queries, twice as many for a `publisher`."""
    definition = definition_of(raw)
    if definition is None:
        return None
    worth = worth_of_units()
    most, gifts = exposure(definition, worth=worth), purchases_with_goods(definition, worth=worth)
    return Stakes(
        cost=cost_words(most, gifts=gifts), lacking=missing(definition, most=most, worth=worth),
        findings=findings(definition=definition, at=now(), most=most),
        above="" if publisher is None else _above(definition, most=most, publisher=publisher),
    )  # fmt: skip


def _above(definition: Definition, *, most: int | None, publisher: User) -> str:
    try:
        check_authority(
            code=definition.code, most=most, starts_at=definition.starts_at, author=publisher, worth=worth_of_units(),
            at=now(), bounds=bounds_of(definition), gives=units_given(definition),
            why=why_unbounded(definition),
        )  # fmt: skip
    except AboveLimit as refusal:
        return above_limit_words(refusal)
    return ""


def steps_for(request: HttpRequest, campaign: Campaign) -> list[tuple[str, Step]]:
    """What this person may do with the campaign now."""
    return [
        (code, step)
        for code, step in STEPS.items()
        if campaign.state in step.since and request.user.has_perm(step.permission) and _is_new(campaign, code)
    ]


def _is_new(campaign: Campaign, code: str) -> bool:
    """Publishing what is in force as it stands would change nothing."""
    in_force = campaign.version is not None and campaign.state in (S.SCHEDULED, S.RUNNING)
    return code != "publish" or not in_force or campaign.version.definition != campaign.draft  # type: ignore[union-attr]


def take_step(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Says what will happen, asks for the reason, and does it."""
    step = STEPS.get(code)
    if step is None:
        raise Http404
    require(request, "campaigns.view_campaign", step.permission)
    campaign = row_or_404(Campaign.objects.select_related("version"), pk)
    publisher = staff(request) if code == "publish" else None
    stakes = stakes_of(campaign.draft, publisher=publisher) if code in ("submit", "publish") else None
    lacking = stakes.lacking if stakes is not None and code == "publish" else ()
    form = StepForm(
        request.POST or None, step=step, lacking=lacking, seen=seen_of(campaign.draft) if code == "publish" else ""
    )
    if code == "publish" and campaign.version is None:  # nothing has changed yet
        form.fields["reason"].label = _("What it is for")
    elif code not in ("submit", "publish"):
        form.fields["reason"].label = _("Why")
    if request.method == "POST" and form.is_valid():
        if _taken(request, campaign, code, step, form):
            messages.success(request, str(step.done))
        return redirect("admin:campaigns_campaign_change", pk)
    reached = None if stakes is None else whom(definition=parse_campaign(campaign.draft, version=0), at=now())
    trail = (
        (_("Campaigns"), site.url_of("campaigns_campaign_changelist")),
        (campaign.name, site.url_of("campaigns_campaign_change", pk)),
    )
    of_draft = campaign.version is None or code in ("submit", "publish")
    definition = campaign.draft if of_draft or campaign.version is None else campaign.version.definition
    return site.page(
        request, "campaigns/admin/step.html", title=step.title, trail=trail, campaign=campaign, step=step, form=form,
        words=with_names(lambda: words_of(definition)), stakes=stakes, reached=reached,
        possible=step.to in MOVES[campaign.state], may_edit=request.user.has_perm(EDIT),
        may_submit=stakes is not None and bool(stakes.above) and "submit" in dict(steps_for(request, campaign)),
    )  # fmt: skip


def _taken(request: HttpRequest, campaign: Campaign, code: str, step: Step, form: StepForm) -> bool:
    author, reason, at = staff(request), form.cleaned_data["reason"], now()
    try:
        match code:
            case "publish":
                seen = form.cleaned_data["seen"]
                publish(code=campaign.code, author=author, reason=reason, at=at, waived=form.waived, seen=seen)
            case "resume":
                resume(code=campaign.code, author=author, reason=reason, at=at)
            case _:
                withdraw = bool(form.cleaned_data.get("withdraw"))
                move(code=campaign.code, to=step.to, author=author, reason=reason, at=at, withdraw_quotes=withdraw)
    except InvalidRule as wrong:
        messages.error(request, f"{wrong.title}: {place(wrong.field or '')}: {wrong.detail}")
        return False
    except AboveLimit as refusal:
        messages.error(request, above_limit_words(refusal))
        return False
    except Refusal as refusal:
        say(request, refusal)
        return False
    return True
