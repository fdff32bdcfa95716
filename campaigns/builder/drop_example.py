"""Forgets an example of a campaign."""

from campaigns.builder.models import CampaignExample
from campaigns.campaign.models import Campaign


def drop_example(*, campaign: Campaign, name: str) -> None:
    """One that is not there is forgotten already. One query."""
    CampaignExample.objects.filter(campaign=campaign, name=name.replace("\0", "")).delete()
