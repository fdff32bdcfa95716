"""Decides what winning one new customer costs."""

from datetime import date, datetime

from django.db import transaction

from analytics.acquisition.models import AcquisitionCost
from loyalty.audit.acts import ADDED
from loyalty.audit.record import record


def set_acquisition_cost(*, month: date, cost_kopecks: int, reason: str, author_id: int | None, at: datetime) -> int:
    """From `month` (any day of it) on, a new customer costs so many kopecks (`LEAST_KOPECKS` to `MOST_KOPECKS`).

    Returns the new row's id. What was decided before stays and holds for the months before. Two queries.
    """
    first = month.replace(day=1)
    with transaction.atomic():
        row = AcquisitionCost.objects.create(
            month=first, cost_kopecks=cost_kopecks, reason=reason, author_id=author_id, at=at
        )
        record(
            act=ADDED, object_kind="acquisition_cost", object_id=row.pk, object_name=first.strftime("%Y-%m"),
            reason=reason, after={"month": first.isoformat(), "cost_kopecks": cost_kopecks},
        )  # fmt: skip
    return row.pk
