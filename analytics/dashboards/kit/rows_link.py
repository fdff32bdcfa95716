"""The address of the rows behind a figure."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from analytics.dashboards.kit.question import Cut
from analytics.metrics.metric import Metric, Subject

# What an employee must be allowed to see, to see the rows of it behind a figure.
PERMISSIONS: Mapping[Subject, str] = {
    Subject.ORDER: "loyalty.view_order",
    Subject.MEMBER: "loyalty.view_member",
    Subject.LINE: "loyalty.view_order",
    Subject.ENTRY: "loyalty.view_entry",
    Subject.COUPON: "campaigns.view_coupon",
}


def rows_link(
    *, metric: Metric, kind: str, start: date, last: date | None = None, cut: Cut, key: str = "", whole: bool = False
) -> str:
    """Leads to `analytics/dashboards/rows.py`. `last` and `whole` as in `rows_behind`."""
    asked = {
        "metric": metric.code, "by": kind, "from": start.isoformat(),
        "to": last.isoformat() if last and last != start else "", "cut": cut.code, "key": key,
        "whole": "1" if whole else "",
    }  # fmt: skip
    return f"{reverse('admin:analytics_rows')}?{urlencode({name: value for name, value in asked.items() if value})}"
