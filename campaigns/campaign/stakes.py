"""What campaigns put at stake: what those that are started can cost, and what points without a price come to."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.authority import DEAR, STAKES, Started, worth_of_units
from campaigns.campaign.exposure import exposure
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.effects.earning import Earning
from campaigns.effects.effect import Cost
from campaigns.effects.rewards import PiecesForUnits
from campaigns.engine.definition import BudgetScope, Definition
from loyalty.money import BONUS, STATUS
from loyalty.program.current import program
from loyalty.refusals import Words
from loyalty.rules.invalid import InvalidRule
from loyalty.staff.models import User

COUNTED = (Campaign.State.SCHEDULED, Campaign.State.RUNNING, Campaign.State.PAUSED)


def bounds_of(definition: Definition) -> frozenset[str]:
    """The numbers of the budgets of the whole campaign: a version that keeps one goes on with its count."""
    return frozenset(str(one.number) for one in definition.budgets if one.scope is BudgetScope.CAMPAIGN)


def units_given(definition: Definition) -> frozenset[str]:
    """Of which units it gives points."""
    return frozenset(getattr(one, "unit", BONUS) for one in definition.effects if isinstance(one, Earning))


def why_unbounded(definition: Definition) -> Words:
    """What no budget bounds in roubles; empty where a budget could."""
    given = any(Cost.GOODS in one.costs for one in definition.effects)
    return _("What gifts cost is not known here, however many there are.") if given else ""


def _started(asked: Started) -> Iterator[int | None]:
    """Paused ones count: they go on with a click."""
    rows = Campaign.objects.filter(state__in=COUNTED, version__author=asked.author).exclude(code=asked.but)
    yield from (_most(raw, asked.worth) for raw in rows.values_list("version__definition", flat=True))


def _most(raw: Any, worth: Mapping[str, int]) -> int | None:
    try:
        return exposure(parse_campaign(raw, version=0), worth=worth)
    except InvalidRule:  # of another release: tills leave it out
        return 0


def _why_dear(unit: str, author: User, limit: int) -> Words | None:
    """Points of status lift members to tiers; those of a unit that a colleague's campaign gives goods for cost what it
    costs, unless they may start it themselves. Two queries."""
    if unit == STATUS:
        return _("Its points lift members to tiers.") if program().settings.ladder is not None else None
    worth = worth_of_units()
    for one in Campaign.objects.filter(state__in=COUNTED).exclude(version__author=author).select_related("version"):
        raw = None if one.version is None else one.version.definition
        if unit in _units_taken(raw) and ((most := _most(raw, worth)) is None or most > limit):
            return format_lazy(_("“{title}” gives goods for its points, and can cost more."), title=one.name)
    return None


def _units_taken(raw: Any) -> frozenset[str]:
    try:
        effects = parse_campaign(raw, version=0).effects
    except InvalidRule:
        return frozenset()
    return frozenset(one.unit for one in effects if isinstance(one, PiecesForUnits))


STAKES.add("campaigns", _started)
DEAR.add("campaigns", _why_dear)
