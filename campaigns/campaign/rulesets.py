"""Rulesets by number, compiled once in each process: a number always means the same."""

from functools import lru_cache

from campaigns.campaign.format import parse_campaign, parse_lanes
from campaigns.campaign.models import CampaignVersion, RulesetRow
from campaigns.engine.definition import Definition
from campaigns.engine.ruleset import Ruleset, compile_ruleset
from loyalty.rules.invalid import InvalidRule

NOTHING_RUNS = 0


@lru_cache(maxsize=32)
def ruleset_of(number: int) -> Ruleset:
    """The ruleset of a number; 0 is before anything was published. Two queries, then none.

    A version that this code no longer understands is left out and reported (see `broken_versions`): one campaign must
    not stop a till.
    """
    if number == NOTHING_RUNS:
        return compile_ruleset(number=NOTHING_RUNS, definitions=(), lanes=())
    row = RulesetRow.objects.get(pk=number)
    definitions, _ = _definitions(row)
    return compile_ruleset(number=number, definitions=definitions, lanes=parse_lanes(row.lanes))


def broken_versions(number: int) -> dict[str, InvalidRule]:
    """Campaigns of a ruleset that cannot be understood, by code, with what is wrong. Two queries."""
    return _definitions(RulesetRow.objects.get(pk=number))[1] if number else {}


def _definitions(row: RulesetRow) -> tuple[list[Definition], dict[str, InvalidRule]]:
    found, broken = [], {}
    versions = CampaignVersion.objects.filter(pk__in=row.versions).select_related("campaign").order_by("pk")
    for version in versions:
        try:
            found.append(parse_campaign(version.definition, version=version.number))
        except InvalidRule as wrong:
            broken[version.campaign.code] = wrong
    return found, broken
