"""The address of the rows behind a figure."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from analytics.dashboards.kit.question import Question
from analytics.metrics.metric import Metric, Subject

# What an employee must be allowed to see, to see the rows of it behind a figure.
PERMISSIONS: Mapping[Subject, str] = {
    Subject.ORDER: "loyalty.view_order",
    Subject.MEMBER: "loyalty.view_member",
    Subject.LINE: "loyalty.view_order",
    Subject.ENTRY: "loyalty.view_entry",
    Subject.COUPON: "campaigns.view_coupon",
}


def rows_link(question: Question, metric: Metric, start: date, key: str = "") -> str:
    """Leads to `analytics/dashboards/rows.py`."""
    asked = {
        "metric": metric.code, "by": question.kind, "from": start.isoformat(), "cut": question.cut.code, "key": key,
    }  # fmt: skip
    return f"{reverse('admin:analytics_rows')}?{urlencode({name: value for name, value in asked.items() if value})}"
