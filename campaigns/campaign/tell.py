"""Records that a campaign has started or finished, in the transaction that made it so."""

from datetime import datetime

from campaigns.campaign.kinds import CAMPAIGN_FINISHED, CAMPAIGN_STARTED
from campaigns.campaign.models import Campaign
from loyalty.events.record import record

_NOT_YET = (Campaign.State.DRAFT, Campaign.State.IN_REVIEW, Campaign.State.SCHEDULED, Campaign.State.FINISHED)


def tell(*, campaign: Campaign, was: str, at: datetime) -> None:
    """`was` is the state before. A pause and its end are neither. One query at most."""
    if campaign.state == Campaign.State.FINISHED and was != campaign.state:
        kind = CAMPAIGN_FINISHED
    elif campaign.state == Campaign.State.RUNNING and was in _NOT_YET:
        kind = CAMPAIGN_STARTED
    else:
        return
    version = None if campaign.version is None else campaign.version.number
    record(kind=kind, at=at, payload={"campaign": campaign.code, "version": version})
