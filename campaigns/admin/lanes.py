"""Lanes: in which order they run and who wins inside each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.document import stored_lane
from campaigns.campaign.models import CampaignLane
from campaigns.campaign.save_lane import save_lane
from loyalty.admin.kit import StaffAdmin, say, staff
from loyalty.admin.site import site
from loyalty.refusals import Refusal


class LaneAdmin(StaffAdmin):
    list_display = ("title", "order", "mode", "by_line", "within_rate")
    list_display_links = ("title",)
    ordering = ("order", "code")
    fields = ("code", "title", "order", "mode", "by_line", "within_rate")

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
