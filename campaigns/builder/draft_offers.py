"""What runs now together with a draft, behind the purchase's port: what a till would say if it were published."""

from dataclasses import replace

from campaigns.campaign.models import CampaignLane
from campaigns.campaign.rulesets import ruleset_of
from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition, Lane, Mode
from campaigns.engine.ruleset import Ruleset, with_draft
from campaigns.offers import CampaignOffers


class DraftOffers(CampaignOffers):
    """Whatever number is asked for, it is `now` with the draft in it. One query, and two for a ruleset that this
    process has not seen. Sentences of the campaigns in `worded` are written anew, with the names that hold here."""

    def __init__(self, *, draft: Definition, now: int, worded: frozenset[str] = frozenset()) -> None:
        runs = ruleset_of(now)
        told = (compile_campaign(one.definition) if one.code in worded else one for one in runs.campaigns)
        runs = replace(runs, campaigns=tuple(told)) if worded else runs
        self._rules = with_draft(ruleset=runs, draft=compile_campaign(draft), lanes=_lanes())

    def ruleset(self, number: int) -> Ruleset:
        return self._rules


def _lanes() -> list[Lane]:
    return [
        Lane(
            code=one.code, order=one.order, mode=Mode(one.mode), by_line=one.by_line, within_rate=one.within_rate
        )
        for one in CampaignLane.objects.all()
    ]  # fmt: skip
