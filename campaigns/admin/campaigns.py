"""Campaigns: the list, the one page of each, and the form of its draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from campaigns.admin.builder_context import builder_context
from campaigns.admin.builder_pages import (
    audience,
    examples,
    examples_told,
    form_of,
    price,
    sketch,
    tried,
    warn_of_examples,
)
from campaigns.admin.differences import Changed, differences
from campaigns.admin.filters import LaneFilter, OwnerFilter, TagFilter
from campaigns.admin.form import CampaignForm
from campaigns.admin.life import life_of
from campaigns.admin.quick import QUICK, take_quick_step
from campaigns.admin.results_words import figures_of, in_a_line, over_words
from campaigns.admin.steps import EDIT, PUBLISH, stakes_of, steps_for, take_step
from campaigns.admin.versions import make_copy, take_back
from campaigns.admin.words import definition_of, place, state_pill, used_of, words_of
from campaigns.campaign.models import Campaign, CampaignLane, CampaignVersion
from campaigns.campaign.rulesets import broken_versions
from campaigns.campaign.save_draft import save_draft
from campaigns.campaign.tag_campaign import tag_campaign
from campaigns.results.read_results import Results, read_results
from loyalty.admin.journal_links import journal_of
from loyalty.admin.kit import ReadOnlyAdmin, pill, row_or_404, say, short, staff
from loyalty.admin.rule_names import with_names
from loyalty.admin.site import View, programme_of, require, site
from loyalty.admin.staff_words import person
from loyalty.clock import now
from loyalty.refusals import Refusal

ADD = "campaigns.add_campaign"
VERSIONS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """One version: who, when, why, and what differs from the one before."""

    number: int
    at: datetime
    author: str
    reason: str
    changes: tuple[Changed, ...]
    runs: bool
    so_far: str


class CampaignAdmin(ReadOnlyAdmin):
    empty_text = _("Campaigns will stand here: what each gives, how long it runs and what was spent on it.")
    empty_start = (_("Choose a ready mechanic"), "admin:campaign_gallery", "campaigns.add_campaign")
    list_display = ("name", "state_words", "lane", "dates", "so_far", "budget", "buttons")
    list_display_links = ("name",)
    list_filter = ("state", LaneFilter, OwnerFilter, TagFilter)
    search_fields = ("code", "title")
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("version")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Budgets, results and lanes of the page: three queries, whatever its length."""
        changes = super().get_changelist_instance(request)
        rows = list(changes.result_list)
        used = used_of(rows, at=now(), zone=programme_of(request).zone)
        lanes = {lane.code: lane.name for lane in CampaignLane.objects.all()}
        results = read_results(campaigns=[row.pk for row in rows])
        left_out = broken_versions(programme_of(request).ruleset)
        for row in rows:
            row.come_to, row.left_out = results.get(row.pk, {}).get(0), row.code in left_out
            row.used, row.lane_title = used[row.pk], lanes.get(row.draft.get("lane", ""), "—")
            row.may_publish = request.user.has_perm(PUBLISH)
        changes.result_list = rows
        return changes

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(ADD)

    @admin.display(description=_("Campaign"), ordering="title")
    def name(self, row: Campaign) -> SafeString:
        under = " · ".join([row.code, *(f"#{tag}" for tag in row.tags)])
        return format_html("<b>{}</b><br><span class='muted'>{}</span>", row.name, under)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, row: Any) -> SafeString:
        shown = state_pill(row.state)
        return format_html("{} {}", shown, pill(gettext("left out"), "bad")) if row.left_out else shown

    @admin.display(description=_("Lane"))
    def lane(self, row: Any) -> str:
        return str(row.lane_title)

    @admin.display(description=_("Dates"))
    def dates(self, row: Campaign) -> str | SafeString:
        definition = row.draft if row.version is None else row.version.definition
        start, end = (definition.get(name) for name in ("starts_at", "ends_at"))
        if not start and not end:
            return gettext("always")
        said = [short(datetime.fromisoformat(one)) if one else "…" for one in (start, end)]
        return format_html("<div style='white-space: nowrap'>{} —<br>{}</div>", *said)

    @admin.display(description=_("So far"))
    def so_far(self, row: Any) -> str:
        return in_a_line(row.come_to)

    @admin.display(description=_("Budget used"))
    def budget(self, row: Any) -> str | SafeString:
        if not row.used:
            return "—"
        first = row.used[0]
        return format_html(
            "<progress class='progress' max='100' value='{}' style='min-width: 110px'></progress><br>{} / {}",
            first.percent, first.used, first.limit,
        )  # fmt: skip

    @admin.display(description="")
    def buttons(self, row: Any) -> str | SafeString:
        """What can be done with one click: the list is one form, each button sends it elsewhere."""
        return format_html_join(
            " ",
            "<button class='button small' formmethod='post' formaction='{}'>{}</button>",
            (
                (reverse("admin:campaign_quick", args=[row.pk, code]), step.button)
                for code, step in QUICK.items()
                if row.may_publish and row.state in step.since
            ),
        )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new draft."""
        require(request, ADD)
        return self._form(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The whole story of a campaign, from top to bottom."""
        self.require_view(request)
        campaign = row_or_404(Campaign.objects.select_related("version", "owner"), object_id)
        version = campaign.version
        published = None if version is None else version.definition
        results = read_results(campaigns=[campaign.pk]).get(campaign.pk, {})
        runs, draft = with_names(lambda: (None if published is None else words_of(published), words_of(campaign.draft)))
        steps = steps_for(request, campaign)
        publisher = staff(request) if "publish" in dict(steps) else None
        is_new = campaign.draft != published and campaign.state != Campaign.State.ARCHIVED
        wrong = broken_versions(programme_of(request).ruleset).get(campaign.code)
        return site.page(
            request, "campaigns/admin/campaign.html", title=campaign.name, trail=self._trail(),
            campaign=campaign, state=state_pill(campaign.state), steps=steps, runs=runs, draft=draft,
            stakes=stakes_of(campaign.draft, publisher=publisher) if is_new else None, examples=_examples(campaign),
            differs=with_names(lambda: differences(published, campaign.draft)),
            number=None if version is None else version.number,
            lane=CampaignLane.objects.filter(code=campaign.draft.get("lane")).first(),
            may_publish=request.user.has_perm(PUBLISH), may_copy=request.user.has_perm(EDIT),
            may_edit=request.user.has_perm(EDIT) and campaign.state != Campaign.State.ARCHIVED,
            budgets=used_of([campaign], at=now(), zone=programme_of(request).zone)[campaign.pk],
            versions=with_names(lambda: _versions(campaign, results)), life=life_of(campaign),
            figures=figures_of(results.get(0)), over=over_words(results.get(0)),
            left_out="" if wrong is None else f"{place(wrong.field or '')}: {wrong.detail}",
            owner=person(campaign.owner), pill=pill,
            journal=journal_of("campaign", campaign.pk) if request.user.has_perm("loyalty.view_auditevent") else "",
        )  # fmt: skip

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of the draft."""
        require(request, "campaigns.view_campaign", EDIT)
        return self._form(request, row_or_404(Campaign.objects.all(), pk))

    @method_decorator(require_POST)
    def tag(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Puts the campaign under the tags written, with commas between them."""
        require(request, "campaigns.view_campaign", EDIT)
        campaign = row_or_404(Campaign.objects.all(), pk)
        try:
            tag_campaign(code=campaign.code, tags=request.POST.get("tags", "").replace("#", "").split(","))
        except Refusal as refusal:
            say(request, refusal)
        return redirect("admin:campaigns_campaign_change", pk)

    def _form(self, request: HttpRequest, campaign: Campaign | None) -> HttpResponse:
        if request.method == "POST":
            form = form_of(request, campaign)
        else:
            draft, note = (None, "") if campaign is None else (campaign.draft, campaign.note)
            form = CampaignForm(draft=draft, note=note)
        valid = request.method == "POST" and form.is_valid()
        if valid and campaign is None and Campaign.objects.filter(code=form.definition["code"]).exists():
            form.add_error("code", gettext("There is a campaign with this code already."))
            valid = False
        if valid and "check" not in request.POST:
            try:
                saved = save_draft(raw=form.definition, author=staff(request), note=form.cleaned_data["note"])
            except Refusal as refusal:
                say(request, refusal)
            else:
                messages.success(request, gettext("The draft is saved. Nothing is offered until it is published."))
                warn_of_examples(request, saved)
                return redirect("admin:campaigns_campaign_change", saved.pk)
        title = _("New campaign") if campaign is None else _("Edit")
        above = () if campaign is None else ((campaign.name, site.url_of("campaigns_campaign_change", campaign.pk)),)
        return site.page(
            request, "campaigns/admin/form.html", title=title, trail=(*self._trail(), *above), form=form,
            campaign=campaign,
            words=with_names(lambda: words_of(form.definition)) if valid else None,
            **builder_context(request, form, campaign),
        )  # fmt: skip

    def _trail(self) -> tuple[tuple[object, str], ...]:
        return ((_("Campaigns"), site.url_of("campaigns_campaign_changelist")),)

    def add_urls(self) -> list[tuple[str, View, str]]:
        return [
            ("<int:pk>/edit/", self.edit, "campaign_edit"), ("<int:pk>/tags/", self.tag, "campaign_tags"),
            ("<int:pk>/copy/", make_copy, "campaign_copy"),
            ("<int:pk>/step/<slug:code>/", take_step, "campaign_step"),
            ("<int:pk>/quick/<slug:code>/", take_quick_step, "campaign_quick"),
            ("<int:pk>/roll-back/<int:number>/", take_back, "campaign_roll_back"),
            ("sketch/", sketch, "campaign_sketch"), ("audience/", audience, "campaign_audience"),
            ("try/", tried, "campaign_try"), ("price/", price, "campaign_price"),
            ("<int:pk>/examples/", examples, "campaign_examples"),
        ]  # fmt: skip


def _examples(campaign: Campaign) -> list[dict[str, Any]]:
    draft = definition_of(campaign.draft)
    return [] if draft is None else examples_told(campaign, draft)


def _versions(campaign: Campaign, results: Mapping[int, Results]) -> list[VersionRow]:
    rows = list(
        CampaignVersion.objects.filter(campaign=campaign)
        .select_related("author")
        .order_by("-number")[: VERSIONS_SHOWN + 1]
    )
    before = {row.number + 1: row.definition for row in rows}
    return [
        VersionRow(
            number=row.number, at=row.created_at, author=person(row.author), reason=row.reason,
            changes=differences(before.get(row.number), row.definition), runs=row.pk == campaign.version_id,
            so_far=in_a_line(results[row.number]) if row.number in results else "",
        )
        for row in rows[:VERSIONS_SHOWN]
    ]  # fmt: skip


site.register(Campaign, CampaignAdmin)
