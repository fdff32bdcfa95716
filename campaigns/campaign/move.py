"""Takes a campaign to another state of its life: to review, to a pause, to its end, to the archive."""

from datetime import datetime

from django.db import transaction

from campaigns.campaign.models import Campaign
from campaigns.campaign.put_in_force import OFFERED, put_in_force
from campaigns.campaign.states import CampaignMoveRefused, check_move, lock_campaign
from campaigns.campaign.step_models import CampaignStep
from campaigns.campaign.tell import tell
from loyalty.staff.models import User


def move(
    *, code: str, to: str, author: User | None, reason: str, at: datetime, withdraw_quotes: bool = False
) -> Campaign:
    """What is paused or finished is offered no more from the next quote on; quotes already made hold for their minutes
    unless `withdraw_quotes`. A paused campaign goes on as the version it was. Again changes nothing.

    Raises NoSuchCampaign, CampaignMoveRefused.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        if campaign.state == to:
            return campaign
        check_move(campaign, to)
        if to in OFFERED and campaign.version_id is None:  # only a publication makes a version
            raise CampaignMoveRefused(state=campaign.state, to=to)
        was, campaign.state = campaign.state, to
        campaign.save(update_fields=["state"])
        CampaignStep.objects.create(campaign=campaign, was=was, to=to, author=author, reason=reason)
        tell(campaign=campaign, was=was, at=at)
        if (was in OFFERED) != (to in OFFERED) or withdraw_quotes:
            put_in_force(author=author, reason=f"{code}: {reason}", withdraw_quotes=withdraw_quotes)
        return campaign
