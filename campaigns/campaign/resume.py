"""Goes on with a paused campaign, as the version it was."""

from datetime import datetime

from django.db import transaction

from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.put_in_force import OFFERED
from campaigns.campaign.states import CampaignMoveRefused, lock_campaign, state_by_dates
from loyalty.staff.models import User


def resume(*, code: str, author: User | None, reason: str, at: datetime) -> Campaign:
    """Offered again from the next quote on, or from its start when that is later. Again changes nothing.

    Raises NoSuchCampaign, and CampaignMoveRefused when it is not paused or its time is over.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        if campaign.state in OFFERED:
            return campaign
        version = campaign.version
        to = Campaign.State.RUNNING if version is None else state_by_dates(version.definition, at=at)
        if campaign.state != Campaign.State.PAUSED or to == Campaign.State.FINISHED:
            raise CampaignMoveRefused(state=campaign.state, to=to)
        return move(code=code, to=to, author=author, reason=reason, at=at)
