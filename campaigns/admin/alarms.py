"""What the first page tells of campaigns."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from campaigns.results.models import CampaignResult
from loyalty.admin.alarms import Alarm, alarms

_DAYS = 30
_MOST = 5


def _over_budget(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Sales that had happened and were counted over a budget. One query."""
    if not request.user.has_perm("campaigns.view_campaign"):
        return ()
    since = (at - timedelta(days=_DAYS)).date()
    rows = CampaignResult.objects.filter(what=CampaignResult.OVER, day__gte=since).values_list(
        "campaign_id", "campaign__title"
    )
    over = rows.annotate(orders=Sum("amount")).order_by("-orders", "campaign__title")[:_MOST]
    return [
        Alarm(
            text=ngettext(
                "“{title}” went over its budget by {count} purchase of the last 30 days: the goods had been sold.",
                "“{title}” went over its budget by {count} purchases of the last 30 days: the goods had been sold.",
                count,
            ).format(title=title, count=count),
            address=reverse("admin:campaigns_campaign_change", args=[campaign]),
        )
        for campaign, title, count in over
    ]


alarms.add("campaigns_over_budget", _over_budget)
