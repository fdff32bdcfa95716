"""What the first page tells of campaigns."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from campaigns.admin.steps import PUBLISH
from campaigns.admin.words import used_of
from campaigns.campaign.models import Campaign
from campaigns.campaign.publish import UNCHECKED
from campaigns.results.models import CampaignResult
from loyalty.admin.alarms import Alarm, alarms
from loyalty.admin.kit import short
from loyalty.admin.site import programme_of

VIEW = "campaigns.view_campaign"
_DAYS, _SOON = 30, timedelta(days=3)
_NEARLY = 90  # percent
_MOST = 5


def _over_budget(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Sales that had happened and were counted over a budget. Two queries."""
    if not request.user.has_perm(VIEW):
        return ()
    since = (at - timedelta(days=_DAYS)).date()
    rows = CampaignResult.objects.filter(what=CampaignResult.OVER, day__gte=since).values_list("campaign_id")
    over = rows.annotate(orders=Sum("amount")).order_by("-orders", "campaign__title")[:_MOST]
    named = Campaign.objects.in_bulk([campaign for campaign, _count in over])
    return [
        _alarm(
            named[campaign],
            ngettext(
                "“{title}” went over its budget by {count} purchase of the last 30 days: the goods had been sold.",
                "“{title}” went over its budget by {count} purchases of the last 30 days: the goods had been sold.",
                count,
            ),
            count=count,
        )
        for campaign, count in over
    ]


def _waiting(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Campaigns that somebody has to check, for those who publish. One query."""
    if not request.user.has_perm(PUBLISH):
        return ()
    rows = Campaign.objects.filter(state=Campaign.State.IN_REVIEW).order_by("pk")[:_MOST]
    return [_alarm(row, gettext("“{title}” waits to be checked and published.")) for row in rows]


def _unchecked(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Campaigns above the limit of their authors, whom no colleague could check, until they start. One query."""
    if not request.user.has_perm(VIEW):
        return ()
    rows = Campaign.objects.filter(state=Campaign.State.SCHEDULED, version__waived__contains=[UNCHECKED])
    said = gettext(
        "“{title}” can cost more than its author starts alone, and nobody has checked it. It has not started."
    )
    return [_alarm(row, said) for row in rows.order_by("pk")[:_MOST]]


def _ending(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Campaigns that end in the next three days. One query."""
    if not request.user.has_perm(VIEW):
        return ()
    ends_at = KeyTextTransform("ends_at", "version__definition")
    running = Campaign.objects.filter(state=Campaign.State.RUNNING).select_related("version")
    rows = running.annotate(ends=Cast(ends_at, DateTimeField())).filter(ends__lte=at + _SOON).order_by("ends")[:_MOST]
    return [_alarm(row, gettext("“{title}” ends on {day}."), day=short(row.ends)) for row in rows]


def _running_out(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Campaigns that have used nine tenths of a budget of this period. Two queries."""
    if not request.user.has_perm(VIEW):
        return ()
    running = list(Campaign.objects.filter(state=Campaign.State.RUNNING).select_related("version").order_by("pk"))
    used = used_of(running, at=at, zone=programme_of(request).zone) if running else {}
    found = []
    for row in running:
        budget = next((one for one in used[row.pk] if one.percent >= _NEARLY), None)
        if budget is not None:
            text = gettext("“{title}” has used {used} of {limit}.")
            found.append(_alarm(row, text, used=budget.used, limit=budget.limit))
    return found[:_MOST]


def _alarm(row: Campaign, text: str, **values: object) -> Alarm:
    address = reverse("admin:campaigns_campaign_change", args=[row.pk])
    return Alarm(text=text.format(title=row.name, **values), address=address)


alarms.add("campaigns_waiting", _waiting)
alarms.add("campaigns_unchecked", _unchecked)
alarms.add("campaigns_ending", _ending)
alarms.add("campaigns_running_out", _running_out)
alarms.add("campaigns_over_budget", _over_budget)
