"""The life of a campaign: from which state it may go where."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.campaign.models import Campaign
from loyalty.refusals import Refusal, Words

S = Campaign.State
MOVES: dict[str, tuple[str, ...]] = {
    S.DRAFT: (S.IN_REVIEW, S.SCHEDULED, S.RUNNING, S.ARCHIVED),
    S.IN_REVIEW: (S.DRAFT, S.SCHEDULED, S.RUNNING, S.ARCHIVED),
    S.SCHEDULED: (S.RUNNING, S.PAUSED, S.FINISHED, S.SCHEDULED),
    S.RUNNING: (S.RUNNING, S.SCHEDULED, S.PAUSED, S.FINISHED),
    S.PAUSED: (S.RUNNING, S.SCHEDULED, S.FINISHED),
    S.FINISHED: (S.RUNNING, S.SCHEDULED, S.ARCHIVED),
    S.ARCHIVED: (),
}


class NoSuchCampaign(Refusal):
    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such campaign")


class CampaignMoveRefused(Refusal):
    """Facts: `state` it is in, `to` where it was to go."""

    code: ClassVar[str] = "campaign_state"
    title: ClassVar[Words] = _("A campaign cannot go there from the state it is in")


def lock_campaign(*, code: str) -> Campaign:
    """The campaign, locked; NoSuchCampaign. Inside a transaction."""
    found = Campaign.objects.select_for_update(no_key=True).filter(code=code).first()
    if found is None:
        raise NoSuchCampaign()
    return found


def check_move(campaign: Campaign, to: str) -> None:
    """CampaignMoveRefused unless the campaign may go there."""
    if to not in MOVES[campaign.state]:
        raise CampaignMoveRefused(state=campaign.state, to=to)


def state_by_dates(definition: Mapping[str, Any], *, at: datetime) -> str:
    """Where the dates of a stored definition put it at `at`: scheduled, running or finished."""
    starts_at, ends_at = definition.get("starts_at"), definition.get("ends_at")
    if ends_at and datetime.fromisoformat(ends_at) <= at:
        return S.FINISHED
    return S.SCHEDULED if starts_at and datetime.fromisoformat(starts_at) > at else S.RUNNING
