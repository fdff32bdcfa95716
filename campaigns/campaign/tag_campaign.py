"""Puts a campaign under tags, by which colleagues find it."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.states import lock_campaign
from loyalty.refusals import Refusal, Words

MOST, LONGEST = 10, 32


class TooManyTags(Refusal):
    code: ClassVar[str] = "too_many_tags"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("At most 10 tags of 32 characters")


def tag_campaign(*, code: str, tags: Iterable[str]) -> tuple[str, ...]:
    """The tags it has now: in small letters, each once, in alphabetical order. Raises NoSuchCampaign, TooManyTags."""
    plain = tuple(sorted({_plain(tag) for tag in tags} - {""}))
    if len(plain) > MOST or any(len(tag) > LONGEST for tag in plain):
        raise TooManyTags(field="tags")
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        campaign.tags = list(plain)
        campaign.save(update_fields=["tags"])
    return plain


def _plain(tag: str) -> str:
    """Without what nobody sees: a browser sends NUL when it is told to, and the database refuses it."""
    words = ("".join(filter(str.isprintable, word)) for word in tag.split())
    return " ".join(word for word in words if word).lower()
