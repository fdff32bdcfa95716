"""Stores what a campaign is to be. Nothing is offered until it is published."""

from typing import Any, ClassVar

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.budget_number import is_implied
from campaigns.campaign.format import dump_campaign, parse_campaign
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.engine.definition import Definition, Metric
from loyalty.ledger.units import units
from loyalty.money import BONUS
from loyalty.refusals import Refusal, Words
from loyalty.rules.params import refuse
from loyalty.staff.models import User
from segments.check_references import check_references


class CampaignArchived(Refusal):
    code: ClassVar[str] = "campaign_archived"
    title: ClassVar[Words] = _("This campaign is archived")
    hint: ClassVar[Words] = _("Copy it under another code.")


def save_draft(
    *, raw: Any, author: User | None, note: str | None = None, alongside: frozenset[str] = frozenset()
) -> Campaign:
    """Check the definition and keep it as the draft of the campaign with its code, a new one when there is none. The
    same definition again changes nothing. `alongside` are codes that are about to be stored with it, which it may
    exclude. Raises InvalidRule, naming the place, and CampaignArchived."""
    definition = check_definition(raw, alongside=alongside)
    with transaction.atomic():
        campaign, created = Campaign.objects.select_for_update(no_key=True).get_or_create(
            code=definition.code, defaults={"title": definition.title.ru, "owner": author, "note": note or ""}
        )
        if campaign.state == Campaign.State.ARCHIVED:
            raise CampaignArchived()
        stored = dump_campaign(definition)
        if created or campaign.draft != stored or (note is not None and campaign.note != note):
            campaign.draft, campaign.title = stored, definition.title.ru
            campaign.note = campaign.note if note is None else note
            campaign.save(update_fields=["draft", "title", "note"])
    return campaign


def check_definition(raw: Any, *, alongside: frozenset[str] = frozenset()) -> Definition:
    """The definition, parsed; InvalidRule for a lane, an excluded campaign, a kind of points, a segment or an RFM
    analysis that is not there, too. Two queries, one more where it looks at segments, one where at analyses, and one
    where it speaks of other points than BONUS."""
    definition = parse_campaign(raw, version=0)
    if not CampaignLane.objects.filter(code=definition.lane).exists():
        raise refuse("lane", format_lazy(_("There is no lane {lane}"), lane=definition.lane))
    known = set(Campaign.objects.filter(code__in=definition.excludes).values_list("code", flat=True))
    if missing := sorted(definition.excludes - known - alongside - {definition.code}):
        raise refuse("excludes", format_lazy(_("There is no campaign {code}"), code=missing[0]))
    for index, budget in enumerate(one for one in definition.budgets if not is_implied(one.number)):
        if budget.trim and budget.metric not in (Metric.DISCOUNT, Metric.POINTS):  # what is published stays understood
            raise refuse(f"budgets[{index}].trim", _("Only discounts and points can be made smaller to fit"))
    check_references(rule=definition.when, path="when")
    _check_units(definition)
    return definition


def _check_units(definition: Definition) -> None:
    """A till could neither give nor take points of a kind that is not there."""
    for index, effect in enumerate(definition.effects):
        unit = getattr(effect, "unit", BONUS)
        if unit != BONUS and unit not in units():
            path = f"effects[{index}].{effect.code}.unit"
            raise refuse(path, format_lazy(_("There is no kind of points with the code {code}"), code=unit))
