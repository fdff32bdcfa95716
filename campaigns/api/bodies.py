"""What the calls about campaigns take and answer."""

from typing import Annotated, Any

import msgspec
from django.utils import timezone
from msgspec import UNSET, Meta, UnsetType

from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.campaign.words import in_words
from loyalty.api.kit import scalars
from loyalty.api.kit.body import Body
from loyalty.rules.invalid import InvalidRule

Part = scalars.JsonObject


class TitleBody(Body, frozen=True, kw_only=True):
    """The name in both languages."""

    ru: scalars.Text
    en: scalars.Text


class CampaignBody(Body, frozen=True, kw_only=True):
    """A campaign, as docs/campaign-format.md describes it. `code` may be left out: the address has it. `when` is a
    rule, `effects` are objects with one code each; docs/rules.md has them all."""

    title: TitleBody
    lane: scalars.Text
    effects: list[Part]
    code: scalars.Text | UnsetType = UNSET
    when: Part | None = None
    budgets: list[Part] = []
    starts_at: scalars.Text | None = None
    ends_at: scalars.Text | None = None
    priority: int = 0
    excludes: list[scalars.Text] = []
    on_shelf: bool = False
    uses_up: bool = True
    only_free: bool = False
    note: scalars.Text | UnsetType = UNSET


class ReasonBody(Body, frozen=True, kw_only=True):
    """Why, for those who look at the versions later."""

    reason: scalars.Phrase


class StopBody(Body, frozen=True, kw_only=True):
    """`withdraw_quotes`: quotes already made are refused, too; else they hold for their minutes."""

    reason: scalars.Phrase
    withdraw_quotes: bool = False


class CampaignBrief(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is the number of the version that runs or ran last; null for one never published."""

    code: str
    title: str
    state: str
    version: int | None


class CampaignAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`definition` is the draft, and `published` what was published last. `text` says the draft in words."""

    code: str
    title: str
    state: str
    version: int | None
    definition: Part
    published: Part | None
    text: str
    note: str


class CampaignList(msgspec.Struct, frozen=True, kw_only=True):
    """By code; `next` is the cursor of the next page, null on the last one."""

    items: Annotated[list[CampaignBrief], Meta(max_length=100)]
    next: str | None


def brief(campaign: Campaign) -> CampaignBrief:
    number = None if campaign.version is None else campaign.version.number
    return CampaignBrief(code=campaign.code, title=campaign.title, state=campaign.state, version=number)


def answer_of(campaign: Campaign, *, zone: Any) -> CampaignAnswer:
    """Times in the text by `zone`."""
    version = campaign.version
    with timezone.override(zone):
        text = _text(campaign)
    return CampaignAnswer(
        code=campaign.code, title=campaign.title, state=campaign.state, text=text, note=campaign.note,
        version=None if version is None else version.number, definition=campaign.draft,
        published=None if version is None else version.definition,
    )  # fmt: skip


def _text(campaign: Campaign) -> str:
    try:
        return in_words(parse_campaign(campaign.draft, version=0)).sentence
    except InvalidRule as broken:  # stored by a release that knew more
        return f"{broken.title}: {broken.field}"
