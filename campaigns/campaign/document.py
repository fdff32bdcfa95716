"""A document of campaigns: lanes and campaigns as one JSON object, to carry them from one installation to another."""

import json
from collections.abc import Iterable
from typing import Any

from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.campaign.put_in_force import OFFERED

LANE_PARTS = ("code", "title", "order", "mode", "by_line", "within_rate")
KEPT_BESIDE = ("state", "note")  # of a campaign in a document, beside its definition


def document(*, codes: Iterable[str] = ()) -> dict[str, Any]:
    """All lanes, and the campaigns (of these codes, when some are named) that are not archived. Of a campaign that is
    offered it has the version in force, of another its draft. Two queries."""
    campaigns = Campaign.objects.exclude(state=Campaign.State.ARCHIVED).select_related("version").order_by("code")
    if wanted := list(codes):
        campaigns = campaigns.filter(code__in=wanted)
    return {
        "lanes": [stored_lane(lane) for lane in CampaignLane.objects.all()],
        "campaigns": [{"state": one.state, "note": one.note, **stored(one)} for one in campaigns],
    }


def stored(campaign: Campaign) -> dict[str, Any]:
    """The definition that is in force, or the draft where nothing is."""
    version = campaign.version
    definition = version.definition if version is not None and campaign.state in OFFERED else campaign.draft
    return dict(definition)


def stored_lane(lane: CampaignLane) -> dict[str, Any]:
    return {name: getattr(lane, name) for name in LANE_PARTS}


def written(document: Any) -> str:
    """As people read and edit it; the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
