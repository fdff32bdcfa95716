"""Makes the next ruleset of everything that runs now, and puts it in force."""

from typing import Any

from django.db import transaction

from campaigns.campaign.models import Campaign, CampaignLane, RulesetRow
from loyalty.program.put_ruleset import lock_program, put_ruleset
from loyalty.staff.models import User

OFFERED = (Campaign.State.SCHEDULED, Campaign.State.RUNNING)


def put_in_force(*, author: User | None, reason: str, withdraw_quotes: bool = False) -> int:
    """The number of the new ruleset; the next quote of every process follows it. Call it inside the transaction of what
    changed."""
    with transaction.atomic():
        lock_program()
        running = Campaign.objects.filter(state__in=OFFERED).order_by("code").values_list("version_id", flat=True)
        row = RulesetRow.objects.create(
            versions=list(running), lanes=[_lane(lane) for lane in CampaignLane.objects.all()], author=author,
            reason=reason,
        )  # fmt: skip
        put_ruleset(number=row.number, withdraw_quotes=withdraw_quotes)
        return row.number


def _lane(lane: CampaignLane) -> dict[str, Any]:
    return {
        "code": lane.code, "order": lane.order, "mode": lane.mode, "by_line": lane.by_line,
        "within_rate": lane.within_rate,
    }  # fmt: skip
