"""Copies a campaign under another code, as a draft."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from campaigns.campaign.models import Campaign
from campaigns.campaign.save_draft import save_draft
from campaigns.campaign.states import NoSuchCampaign
from loyalty.refusals import Refusal, Words
from loyalty.staff.models import User


class CodeTaken(Refusal):
    code: ClassVar[str] = "campaign_code_taken"
    title: ClassVar[Words] = _("There is a campaign with this code already.")


def copy_campaign(*, code: str, to: str, title: dict[str, Any], author: User | None) -> Campaign:
    """The draft of `code` under the code `to` and another title, without its dates: nobody copies a campaign to run it
    in the past. Raises NoSuchCampaign, CodeTaken, InvalidRule."""
    source = Campaign.objects.filter(code=code).first()
    if source is None:
        raise NoSuchCampaign()
    if Campaign.objects.filter(code=to).exists():
        raise CodeTaken(field="code")
    raw = {**source.draft, "code": to, "title": title, "starts_at": None, "ends_at": None}
    return save_draft(raw=raw, author=author, note=source.note)
