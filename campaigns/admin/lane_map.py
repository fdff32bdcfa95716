"""The map: lanes in the order they run, who stands where in each, and whom a campaign meets."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.admin.filters import narrowed
from campaigns.admin.words import definition_of
from campaigns.campaign.document import stored_lane
from campaigns.campaign.format import parse_lanes
from campaigns.campaign.meetings import How, Meeting, in_turn, meetings
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.engine.definition import Definition
from loyalty import words
from loyalty.admin.site import require, site
from loyalty.refusals import Words

_LIVING = (Campaign.State.SCHEDULED, Campaign.State.RUNNING, Campaign.State.PAUSED)
_SAID: dict[How, Words] = {
    How.EXCLUDED: _("never together with it"), How.ADD_UP: _("both apply"),
    How.BEST: _("the better one for this cart wins"), How.FIRST: _("“{title}” wins: it comes first"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A campaign in its lane. `met`: how the chosen campaign meets it, empty when it does not."""

    code: str
    title: str
    url: str
    met: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class LaneRow:
    title: str
    mode: str
    stops: tuple[Stop, ...]

    @property
    def apart(self) -> int:
        """How many the chosen one never meets here."""
        return sum(1 for stop in self.stops if not stop.met and not stop.is_chosen)


def show_map(request: HttpRequest) -> HttpResponse:
    """All that is offered, paused or about to start; `?campaign=` chooses one and says whom it meets. Five queries."""
    require(request, "campaigns.view_campaign")
    rows, narrowings = narrowed(Campaign.objects.filter(state__in=_LIVING).select_related("version"), request)
    pages = {row.code: reverse("admin:campaigns_campaign_change", args=[row.pk]) for row in rows}
    found = [one for row in rows if row.version and (one := definition_of(row.version.definition)) is not None]
    kept = {lane.code: lane for lane in CampaignLane.objects.all()}
    lanes = parse_lanes([stored_lane(lane) for lane in kept.values()])
    chosen = next((one for one in found if one.code == request.GET.get("campaign")), None)
    met = {} if chosen is None else {one.other.code: one for one in meetings(chosen, found, lanes)}
    drawn = [
        LaneRow(
            title=kept[lane.code].name, mode=kept[lane.code].get_mode_display(),
            stops=tuple(_stop(one, pages, chosen, met.get(one.code)) for one in there),
        )
        for lane, there in in_turn(found, lanes)
    ]  # fmt: skip
    titles = {one.code: _title(one) for one in found}
    excluded = [
        (_title(one), titles[code]) for one in found for code in sorted(one.excludes) if code in titles
    ]  # fmt: skip
    return site.page(
        request, "campaigns/admin/map.html", title=_("Who wins"), lanes=drawn, excluded=excluded, is_empty=not found,
        chosen=None if chosen is None else _title(chosen), chosen_code="" if chosen is None else chosen.code,
        narrowings=narrowings,
    )  # fmt: skip


def _stop(one: Definition, pages: dict[str, str], chosen: Definition | None, met: Meeting | None) -> Stop:
    return Stop(
        code=one.code, title=_title(one), url=pages[one.code], met=_met(one, chosen, met),
        is_chosen=chosen is not None and one.code == chosen.code,
    )  # fmt: skip


def _met(one: Definition, chosen: Definition | None, met: Meeting | None) -> str:
    if met is None or chosen is None:
        return ""
    return str(_SAID[met.how]).format(title=_title(one if met.first == one.code else chosen))


def _title(one: Definition) -> str:
    return one.title.ru if words.is_russian() else one.title.en


site.add_page("campaigns/map/", show_map, name="campaign_map", permission="campaigns.view_campaign")
