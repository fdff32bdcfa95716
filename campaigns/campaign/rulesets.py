"""Rulesets by number, compiled once in each process: a number always means the same."""

import logging
from functools import lru_cache

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.format import parse_campaign, parse_lanes
from campaigns.campaign.models import CampaignVersion, RulesetRow
from campaigns.engine.definition import Definition, Lane
from campaigns.engine.ruleset import Ruleset, compile_ruleset
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.params import refuse

NOTHING_RUNS = 0
logger = logging.getLogger(__name__)


@lru_cache(maxsize=8)  # 6 MB each with a thousand campaigns; quotes live for minutes
def ruleset_of(number: int) -> Ruleset:
    """The ruleset of a number; 0 is before anything was published. Two queries, then none.

    A version that this code no longer understands is left out and reported (see `broken_versions`): one campaign must
    not stop a till.
    """
    if number == NOTHING_RUNS:
        return compile_ruleset(number=NOTHING_RUNS, definitions=(), lanes=())
    row = RulesetRow.objects.get(pk=number)
    lanes = parse_lanes(row.lanes)
    definitions, broken = _definitions(row, lanes)
    for code, wrong in broken.items():
        logger.error("a campaign was left out: %s", wrong.field, extra={"campaign": code, "ruleset": number})
    return compile_ruleset(number=number, definitions=definitions, lanes=lanes)


@lru_cache(maxsize=2)
def broken_versions(number: int) -> dict[str, InvalidRule]:
    """Campaigns of a ruleset that cannot be understood, by code, with what is wrong. Two queries, then none."""
    if number == NOTHING_RUNS:
        return {}
    row = RulesetRow.objects.get(pk=number)
    return _definitions(row, parse_lanes(row.lanes))[1]


def _definitions(row: RulesetRow, lanes: tuple[Lane, ...]) -> tuple[list[Definition], dict[str, InvalidRule]]:
    found, broken, known = [], {}, {lane.code for lane in lanes}
    versions = CampaignVersion.objects.filter(pk__in=row.versions).select_related("campaign").order_by("pk")
    for version in versions:
        try:
            definition = parse_campaign(version.definition, version=version.number)
            if definition.lane not in known:  # taken away while the campaign ran
                raise refuse("lane", format_lazy(_("There is no lane {lane}"), lane=definition.lane))
            found.append(definition)
        except InvalidRule as wrong:
            broken[version.campaign.code] = wrong
    return found, broken
