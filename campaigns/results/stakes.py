"""What an employee's campaigns have cost this month that no budget in force goes on counting."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Sum

from campaigns.campaign.authority import STAKES, Started
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign
from campaigns.campaign.stakes import COUNTED, bounds_of
from campaigns.results.models import CampaignResult
from loyalty.rules.invalid import InvalidRule


def _spent(asked: Started) -> Iterator[int | None]:
    """Kopecks, by versions of theirs, net of returns. Two queries."""
    mine = CampaignResult.objects.filter(
        day__gte=asked.month, campaign__versions__author=asked.author, campaign__versions__number=F("version")
    )
    sums = (
        mine.exclude(what__in=(CampaignResult.ORDERS, CampaignResult.OVER))
        .values_list("campaign__code", "version", "what", "campaign__versions__definition")
        .annotate(total=Sum("amount"))
    )
    in_force = _in_force(asked)
    for code, _version, what, raw, total in sums:
        now = in_force.get(code)
        if not now or not now <= _bounds(raw):
            yield max(0, total) * (1 if what == CampaignResult.DISCOUNT else asked.worth.get(what, 0))


def _in_force(asked: Started) -> dict[str, frozenset[str]]:
    """The budgets of those that count with all they can cost."""
    rows = Campaign.objects.filter(state__in=COUNTED, version__author=asked.author)
    started = {code: _bounds(raw) for code, raw in rows.values_list("code", "version__definition")}
    return started | {asked.but: asked.bounds}


def _bounds(raw: Any) -> frozenset[str]:
    try:
        return bounds_of(parse_campaign(raw, version=0))
    except InvalidRule:  # of another release
        return frozenset()


STAKES.add("spent on campaigns", _spent)
