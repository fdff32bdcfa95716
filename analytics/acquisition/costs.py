"""What a new customer costs, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from analytics.acquisition.models import AcquisitionCost


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One decision: so many kopecks from `month` on, why, whose and when."""

    month: date
    cost_kopecks: int
    reason: str
    author_id: int | None
    at: datetime


def acquisition_costs() -> tuple[Cost, ...]:
    """All of them, in the order in which they come to hold; of one month in that of deciding. One query."""
    fields = ("month", "cost_kopecks", "reason", "author_id", "at")
    rows = AcquisitionCost.objects.order_by("month", "pk").values_list(*fields)
    return tuple(Cost(**dict(zip(fields, row, strict=True))) for row in rows)


def cost_on(costs: Sequence[Cost], day: date) -> Cost | None:
    """The one that holds on the day; None before the first."""
    return next((one for one in reversed(costs) if one.month <= day), None)
