"""Sends owners word of campaigns above their author's limit that nobody else could check."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.campaign.authority import worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.notice_models import OwnerNotice
from campaigns.campaign.words import cost_words, instant_words
from loyalty.instance.fence import is_fenced
from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send
from loyalty.messages.staff_readers import StaffReader, staff_reader
from loyalty.program.current import program

logger = logging.getLogger(__name__)

TEMPLATE = "campaign_unchecked"
LEASE = timedelta(minutes=10)
TRIED = timedelta(days=3)


def tell_owners(*, at: datetime) -> int:
    """How many were told. What no channel took is tried again after ten minutes, for three days. Call it outside any
    transaction. One query, and a few for each that is due."""
    if is_fenced():
        return 0
    due = OwnerNotice.objects.filter(sent_at=None, lease_until__lte=at, kept_at__gt=at - TRIED).order_by("pk")
    sent = 0
    for notice in due.select_related("version__campaign", "version__author"):
        mine = OwnerNotice.objects.filter(pk=notice.pk, sent_at=None, lease_until__lte=at)
        reader = staff_reader(user_id=notice.reader_id)
        if not mine.update(lease_until=at + LEASE) or reader is None:
            continue
        try:
            _tell(notice, reader, at)
        except NotSent:
            logger.exception("a notice was not sent", extra={"notice": notice.pk})
        else:
            OwnerNotice.objects.filter(pk=notice.pk).update(sent_at=at)
            sent += 1
    return sent


def _tell(notice: OwnerNotice, reader: StaffReader, at: datetime) -> None:
    version, author = notice.version, notice.version.author
    definition = parse_campaign(version.definition, version=version.number)
    page = reverse("admin:campaigns_campaign_change", args=[version.campaign_id])
    with translation.override(reader.language), timezone.override(program().zone):
        values = {
            "author": "" if author is None else author.get_full_name() or author.get_username(),
            "title": getattr(definition.title, "ru" if reader.language == "ru" else "en"),
            "cost": cost_words(exposure(definition, worth=worth_of_units())),
            "start": instant_words(definition.starts_at),
            "link": f"{settings.BASE_URL}{page}",
        }
    send(contact=reader.contact, template=TEMPLATE, language=reader.language, values=values, at=at)
