"""What campaigns have come to so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Sum

from campaigns.results.models import CampaignResult


@dataclass(kw_only=True)
class _Sum:
    orders: int = 0
    discount_kopecks: int = 0
    over: int = 0
    points: dict[str, int] = field(default_factory=dict)

    def add(self, what: str, amount: int) -> None:
        match what:
            case CampaignResult.ORDERS:
                self.orders += amount
            case CampaignResult.DISCOUNT:
                self.discount_kopecks += amount
            case CampaignResult.OVER:
                self.over += amount
            case _:
                self.points[what] = self.points.get(what, 0) + amount


@dataclass(frozen=True, kw_only=True)
class Results:
    """Completed orders less those that came back whole, the discounts on them, points by unit (minor steps), and how
    many orders went over a budget."""

    orders: int
    discount_kopecks: int
    points: dict[str, int]
    over: int


def read_results(*, campaigns: Iterable[int]) -> dict[int, dict[int, Results]]:
    """Of these campaigns (ids), by version; 0 stands for all versions together. Campaigns without any are left out. One
    query."""
    rows = (
        CampaignResult.objects.filter(campaign__in=list(campaigns))
        .values_list("campaign_id", "version", "what")
        .annotate(total=Sum("amount"))
    )
    found: dict[int, dict[int, _Sum]] = {}
    for campaign, version, what, total in rows:
        for one in (0, version):
            found.setdefault(campaign, {}).setdefault(one, _Sum()).add(what, total)
    return {
        campaign: {version: Results(**vars(one)) for version, one in versions.items()}
        for campaign, versions in found.items()
    }
