"""Campaigns that tills leave out, because this release does not understand what was published."""

from django.utils.translation import ngettext

from campaigns.campaign.models import Campaign
from campaigns.campaign.rulesets import broken_versions
from loyalty.instance.troubles import Trouble, troubles
from loyalty.program.current import program


def _left_out() -> Trouble | None:
    codes = list(broken_versions(program().ruleset))
    if not codes:
        return None
    names = [one.name for one in Campaign.objects.filter(code__in=codes).order_by("title")]
    text = ngettext(
        "Tills leave a campaign out, because this release does not understand it: {names}. Publish it again.",
        "Tills leave campaigns out, because this release does not understand them: {names}. Publish them again.",
        len(codes),
    )
    return Trouble(count=len(codes), text=text.format(names=", ".join(f"«{name}»" for name in names)))


troubles.add("campaigns_left_out", _left_out)
