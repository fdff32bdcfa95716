"""Puts a campaign's draft in force as its next version."""

from datetime import datetime

from django.db import transaction

from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.put_in_force import put_in_force
from campaigns.campaign.save_draft import check_definition
from campaigns.campaign.states import check_move, lock_campaign
from loyalty.staff.models import User


def publish(*, code: str, author: User | None, reason: str, at: datetime) -> int:
    """The number of the version that is offered from the next quote on (or from its start, when that is later). An
    unchanged draft keeps its version. Orders and quotes already made keep theirs.

    Raises NoSuchCampaign, CampaignMoveRefused, InvalidRule.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        definition = check_definition(campaign.draft)
        later = definition.starts_at is not None and definition.starts_at > at
        state = Campaign.State.SCHEDULED if later else Campaign.State.RUNNING
        check_move(campaign, state)
        last = CampaignVersion.objects.filter(campaign=campaign).order_by("-number").first()
        if last is None or last.definition != campaign.draft:
            last = CampaignVersion.objects.create(
                campaign=campaign, number=1 if last is None else last.number + 1, definition=campaign.draft,
                author=author, reason=reason,
            )  # fmt: skip
        campaign.version, campaign.state = last, state
        campaign.save(update_fields=["version", "state"])
        put_in_force(author=author, reason=f"{code}: {reason}")
        return last.number
