"""Lanes: in which order they run and who wins inside each."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.campaign.document import stored_lane
from campaigns.campaign.format import parse_lane
from campaigns.campaign.models import CampaignLane
from campaigns.campaign.save_lane import save_lane
from loyalty import words
from loyalty.admin.fields import PercentField
from loyalty.admin.kit import StaffAdmin, say, staff
from loyalty.admin.site import site
from loyalty.refusals import Refusal
from loyalty.rules.invalid import InvalidRule


class LaneForm(forms.ModelForm[CampaignLane]):
    """Judged by the parser of lanes; what is wrong stands by its field."""

    within_rate = PercentField(
        label=_("How far below the best for the customer"), required=False,
        help_text=_(
            "Of “the best for both”: among offers within this percent of the best, the least cost to you wins."
        ),
    )  # fmt: skip

    class Meta:
        model = CampaignLane
        fields = ("code", "title", "order", "mode", "by_line", "within_rate")
        labels = {"order": pgettext_lazy("lane", "Order")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["within_rate"] = cleaned.get("within_rate") or 0
        if not self.errors:
            try:
                parse_lane({"code": self.instance.code, **cleaned})
            except InvalidRule as wrong:
                self.add_error(wrong.field if wrong.field in self.fields else None, str(wrong.detail))
        return cleaned


class LaneAdmin(StaffAdmin):
    empty_text = _("Lanes say who wins where several campaigns could apply; a campaign needs one.")
    empty_start = (_("Add a lane"), "admin:campaigns_campaignlane_add", "campaigns.add_campaignlane")
    form = LaneForm
    list_display = ("name", "place", "mode", "line_by_line", "within")
    list_display_links = ("name",)
    ordering = ("order", "code")
    fields = ("code", "title", "order", "mode", "by_line", "within_rate")

    @admin.display(description=_("Name"), ordering="title")
    def name(self, lane: CampaignLane) -> str:
        return lane.name

    @admin.display(description=pgettext_lazy("lane", "Order"), ordering="order")
    def place(self, lane: CampaignLane) -> int:
        return lane.order

    @admin.display(description=_("By line"), boolean=True)
    def line_by_line(self, lane: CampaignLane) -> bool:
        return lane.by_line

    @admin.display(description=_("Tolerance"))
    def within(self, lane: CampaignLane) -> str:
        return words.percent(lane.within_rate) if lane.mode == CampaignLane.Mode.BEST_FOR_BOTH else "—"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("code",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """In force from the next quote on: who wins in a lane is a matter of the ruleset."""
        try:
            save_lane(raw=stored_lane(obj), author=staff(request), reason=str(_("changed by hand")))
        except Refusal as refusal:
            say(request, refusal)
            return
        obj.pk = CampaignLane.objects.get(code=obj.code).pk
        messages.info(request, _("It holds from the next purchase on."))


site.register(CampaignLane, LaneAdmin)
