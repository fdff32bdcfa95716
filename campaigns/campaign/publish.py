"""Puts a campaign's draft in force as its next version."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.models import CampaignVersion
from campaigns.campaign.put_in_force import put_in_force
from campaigns.campaign.save_draft import check_definition
from campaigns.campaign.states import check_move, lock_campaign, state_by_dates
from campaigns.campaign.tell import tell
from loyalty.rules.params import refuse
from loyalty.staff.models import User


def publish(*, code: str, author: User | None, reason: str, at: datetime) -> int:
    """The number of the version that is offered from the next quote on (or from its start, when that is later). An
    unchanged draft keeps its version. Orders and quotes already made keep theirs.

    Raises NoSuchCampaign, CampaignMoveRefused, InvalidRule.
    """
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        definition = check_definition(campaign.draft)
        if definition.ends_at is not None and definition.ends_at <= at:
            raise refuse("ends_at", _("This campaign would be over already"))
        state = state_by_dates(campaign.draft, at=at)
        check_move(campaign, state)
        last = CampaignVersion.objects.filter(campaign=campaign).order_by("-number").first()
        if last is None or last.definition != campaign.draft:
            last = CampaignVersion.objects.create(
                campaign=campaign, number=1 if last is None else last.number + 1, definition=campaign.draft,
                author=author, reason=reason,
            )  # fmt: skip
        was, campaign.version, campaign.state = campaign.state, last, state
        campaign.save(update_fields=["version", "state"])
        tell(campaign=campaign, was=was, at=at)
        put_in_force(author=author, reason=f"{code}: {reason}")
        return last.number
