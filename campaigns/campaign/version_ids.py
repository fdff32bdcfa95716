"""Campaign versions by the number under which the ledger keeps them."""

from collections.abc import Collection

from campaigns.campaign.models import CampaignVersion
from campaigns.engine.ruleset import Ruleset

Named = tuple[str, int]  # a campaign's code and its version's number


def version_ids(asked: Collection[Named], *, running: Ruleset) -> dict[Named, int]:
    """No query for those that the ruleset still has, one for others: of a placed order, a campaign's lane may have been
    taken away before it was sold."""
    known = running.version_ids
    if not all(one in known for one in asked):
        rows = CampaignVersion.objects.filter(campaign__code__in={code for code, _number in asked})
        known = {(code, number): pk for pk, code, number in rows.values_list("pk", "campaign__code", "number")}
    return {one: known[one] for one in asked if one in known}
