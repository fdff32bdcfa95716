"""Goes back to an older version of a campaign: it is published again, as the next one."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from campaigns.campaign.models import CampaignVersion
from campaigns.campaign.publish import publish
from campaigns.campaign.states import NoSuchCampaign, lock_campaign
from loyalty.staff.models import User


def roll_back(
    *, code: str, number: int, author: User | None, reason: str, at: datetime, waived: Collection[str] = ()
) -> int:  # fmt: skip
    """The number of the version that is offered now: it is what version `number` was, and so is the draft.

    Raises NoSuchCampaign, also for a version that is not there, and what `publish` raises.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        version = CampaignVersion.objects.filter(campaign=campaign, number=number).first()
        if version is None:
            raise NoSuchCampaign(field="version")
        campaign.draft, campaign.title = version.definition, version.definition["title"]["ru"]
        campaign.save(update_fields=["draft", "title"])
        return publish(code=code, author=author, reason=reason, at=at, waived=waived)
