"""Sends owners word of campaigns above their author's limit that nobody else could check."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.urls import reverse

from campaigns.campaign.authority import worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import CampaignVersion
from campaigns.campaign.notice_models import OwnerNotice
from campaigns.campaign.words import cost_words, instant_words
from loyalty.instance.fence import is_fenced
from loyalty.messages.staff_readers import StaffReader
from loyalty.messages.tell_reader import tell_reader

TEMPLATE = "campaign_unchecked"
TRIED = timedelta(days=3)


def tell_owners(*, at: datetime) -> int:
    """How many were told. What no channel took is tried again after ten minutes, for three days. Call it outside any
    transaction. One query, and a few for each that is due."""
    if is_fenced():
        return 0
    due = OwnerNotice.objects.filter(sent_at=None, lease_until__lte=at, kept_at__gt=at - TRIED).order_by("pk")
    return sum(
        tell_reader(
            notice=OwnerNotice.objects.filter(pk=notice.pk), reader_id=notice.reader_id, template=TEMPLATE,
            values=partial(_values, notice.version), at=at,
        )
        for notice in due.select_related("version__campaign", "version__author")
    )  # fmt: skip


def _values(version: CampaignVersion, reader: StaffReader) -> Mapping[str, object]:
    author = version.author
    definition = parse_campaign(version.definition, version=version.number)
    page = reverse("admin:campaigns_campaign_change", args=[version.campaign_id])
    return {
        "author": "" if author is None else author.get_full_name() or author.get_username(),
        "title": getattr(definition.title, "ru" if reader.language == "ru" else "en"),
        "cost": cost_words(exposure(definition, worth=worth_of_units())),
        "start": instant_words(definition.starts_at),
        "link": f"{settings.BASE_URL}{page}",
    }
