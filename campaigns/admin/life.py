"""What was done to a campaign between its publications, as its page tells it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from campaigns.admin.words import state_pill
from campaigns.campaign.keep_time import BY_DATES
from campaigns.campaign.models import Campaign
from campaigns.campaign.step_models import CampaignStep
from loyalty.admin.staff_words import person

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """`is_last`: it led to where the campaign is."""

    was: SafeString
    to: SafeString
    at: datetime
    who: str
    reason: str
    is_last: bool


def life_of(campaign: Campaign) -> list[StepRow]:
    """The newest first. One query."""
    rows = CampaignStep.objects.filter(campaign=campaign).select_related("author").order_by("-pk")[:MOST_SHOWN]
    return [
        StepRow(
            was=state_pill(row.was), to=state_pill(row.to), at=row.created_at, who=person(row.author),
            reason=gettext("by its dates") if row.reason == BY_DATES else row.reason,
            is_last=index == 0 and row.to == campaign.state,
        )
        for index, row in enumerate(rows)
    ]  # fmt: skip
