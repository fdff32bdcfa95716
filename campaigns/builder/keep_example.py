"""Keeps a cart as an example of a campaign, with what it comes to now."""

from datetime import datetime
from typing import ClassVar

import msgspec
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.builder.models import CampaignExample
from campaigns.builder.outcome import outcome_of
from campaigns.builder.tried_cart import TriedCart
from campaigns.builder.try_cart import try_cart
from campaigns.campaign.models import Campaign
from campaigns.campaign.states import lock_campaign
from campaigns.engine.definition import Definition
from loyalty.refusals import Refusal, Words
from loyalty.staff.models import User

MOST_EXAMPLES = 20


class TooManyExamples(Refusal):
    code: ClassVar[str] = "too_many_examples"
    title: ClassVar[Words] = format_lazy(_("A campaign has at most {most} examples"), most=MOST_EXAMPLES)


def keep_example(
    *, campaign: Campaign, name: str, tried: TriedCart, draft: Definition, author: User | None, now: datetime
) -> CampaignExample:
    """A new example, or another cart and expectation for the one of this name. A cart with no time of its own keeps
    that of now, so that it comes to the same on any other day.

    Raises TooManyExamples, InvalidCart, AmountMismatch.
    """
    dated = tried if tried.at else msgspec.structs.replace(tried, at=now.strftime("%Y-%m-%dT%H:%M"))
    expected = outcome_of(try_cart(tried=dated, draft=draft, now=now).decision)
    with transaction.atomic():
        lock_campaign(code=campaign.code)
        others = CampaignExample.objects.filter(campaign=campaign).exclude(name=name).count()
        if others >= MOST_EXAMPLES:
            raise TooManyExamples()
        kept, _created = CampaignExample.objects.update_or_create(
            campaign=campaign, name=name,
            defaults={"cart": msgspec.to_builtins(dated), "expected": expected, "author": author},
        )  # fmt: skip
    return kept
