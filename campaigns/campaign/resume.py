"""Goes on with a paused campaign, as the version it was."""

from datetime import datetime

from django.db import transaction

from campaigns.campaign.authority import check_authority, lock_author, worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign, CampaignVersion
from campaigns.campaign.move import move
from campaigns.campaign.put_in_force import OFFERED
from campaigns.campaign.stakes import bounds_of, units_given, why_unbounded
from campaigns.campaign.states import CampaignMoveRefused, lock_campaign, state_by_dates
from loyalty.staff.limits import campaign_limit
from loyalty.staff.models import User


def resume(*, code: str, author: User | None, reason: str, at: datetime) -> Campaign:
    """Offered again from the next quote on, or from its start when that is later. Again changes nothing.

    An employee goes on with what they started themselves, and within the limit of the role with what somebody else did:
    that becomes a version of theirs, which says the same. Raises NoSuchCampaign, CampaignMoveRefused when it is not
    paused or its time is over, and for an employee InvalidRule and AboveLimit.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        if campaign.state in OFFERED:
            return campaign
        version = campaign.version
        to = Campaign.State.RUNNING if version is None else state_by_dates(version.definition, at=at)
        if campaign.state != Campaign.State.PAUSED or to == Campaign.State.FINISHED:
            raise CampaignMoveRefused(state=campaign.state, to=to)
        if version is not None and author is not None and version.author != author:
            _take_over(campaign, version, author=author, reason=reason, at=at)
        return move(code=code, to=to, author=author, reason=reason, at=at)


def _take_over(campaign: Campaign, version: CampaignVersion, *, author: User, reason: str, at: datetime) -> None:
    """Whoever has no limit goes on with a colleague's as it is: it stays the colleague's."""
    if campaign_limit(user_id=author.pk) is None:
        return
    lock_author(author)
    definition, worth = parse_campaign(version.definition, version=0), worth_of_units()
    check_authority(
        code=campaign.code, most=exposure(definition, worth=worth), starts_at=definition.starts_at, author=author,
        worth=worth, at=at, bounds=bounds_of(definition), gives=units_given(definition),
        why=why_unbounded(definition),
    )  # fmt: skip
    last = CampaignVersion.objects.filter(campaign=campaign).order_by("-number").values_list("number", flat=True)[0]
    campaign.version = CampaignVersion.objects.create(
        campaign=campaign, number=last + 1, definition=version.definition, author=author, reason=reason,
        waived=version.waived,
    )  # fmt: skip
    campaign.save(update_fields=["version"])
