"""What runs now together with a draft, behind the purchase's port: what a till would say if it were published."""

from campaigns.campaign.models import CampaignLane
from campaigns.campaign.rulesets import ruleset_of
from campaigns.engine.compiled import compile_campaign
from campaigns.engine.definition import Definition, Lane, Mode
from campaigns.engine.ruleset import Ruleset, with_draft
from campaigns.offers import CampaignOffers


class DraftOffers(CampaignOffers):
    """Whatever number is asked for, it is `now` with the draft in it. One query, and two for a ruleset that this
    process has not seen."""

    def __init__(self, *, draft: Definition, now: int) -> None:
        self._rules = with_draft(ruleset=ruleset_of(now), draft=compile_campaign(draft), lanes=_lanes())

    def ruleset(self, number: int) -> Ruleset:
        return self._rules


def _lanes() -> list[Lane]:
    return [
        Lane(
            code=one.code, order=one.order, mode=Mode(one.mode), by_line=one.by_line, within_rate=one.within_rate
        )
        for one in CampaignLane.objects.all()
    ]  # fmt: skip
