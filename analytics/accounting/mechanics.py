"""What a month's offers came to, booked to the mechanic: campaign and version, and batch of coupons."""

from dataclasses import dataclass
from datetime import date

from analytics.accounting.periods import Period
from campaigns.results.models import CampaignResult
from loyalty.program.validity import add_months
from loyalty.rows import all_rows

# By the day of the sale, as campaigns' own results are: what came back is taken off the day it was sold.
_CAMPAIGNS = """
select c.id, c.title, r.version, r.what, sum(r.amount)::bigint
from campaigns_campaignresult r join campaigns_campaign c on c.id = r.campaign_id
where r.day >= %(first)s and r.day < %(next)s group by 1, 2, 3, 4 order by 2, 1, 3
"""
# A use counts when it was made, and is taken off when it came back.
_BATCHES = """
select b.id, b.name, count(*) filter (where e.act = 'used'), count(*) filter (where e.act = 'restored'),
  sum(case e.act when 'used' then u.discount_kopecks else -u.discount_kopecks end)::bigint
from campaigns_couponentry e join campaigns_coupon c on c.id = e.coupon_id
join campaigns_couponbatch b on b.id = c.batch_id
join campaigns_couponentry u on u.coupon_id = e.coupon_id and u.order_id = e.order_id and u.act = 'used'
where e.act in ('used', 'restored') and e.at >= %(starts_at)s and e.at < %(ends_at)s
group by 1, 2 order by 5 desc, 2
"""


@dataclass(frozen=True, kw_only=True)
class CampaignCost:
    """A version of a campaign in the sales of a month, net of returns; points by unit, in minor steps."""

    campaign_id: int
    title: str
    version: int
    orders: int
    discount_kopecks: int
    points: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class BatchCost:
    """A batch of coupons in a month: uses, those given back, and the discount of the ones less that of the others."""

    batch_id: int
    name: str
    used: int
    restored: int
    discount_kopecks: int


def campaign_costs(*, month: date) -> tuple[CampaignCost, ...]:
    """Versions that gave something in sales of the month that begins on `month`, by title. One query."""
    found: dict[tuple[int, str, int], dict[str, int]] = {}
    for campaign, title, version, what, amount in all_rows(_CAMPAIGNS, {"first": month, "next": add_months(month, 1)}):
        found.setdefault((campaign, title, version), {})[what] = amount
    own = (CampaignResult.ORDERS, CampaignResult.DISCOUNT, CampaignResult.OVER)
    return tuple(
        CampaignCost(
            campaign_id=campaign, title=title, version=version, orders=amounts.get(CampaignResult.ORDERS, 0),
            discount_kopecks=amounts.get(CampaignResult.DISCOUNT, 0),
            points={what: amount for what, amount in amounts.items() if what not in own and amount},
        )
        for (campaign, title, version), amounts in found.items()
        if any(amounts.values())
    )  # fmt: skip


def batch_costs(*, period: Period) -> tuple[BatchCost, ...]:
    """Batches whose codes were used or came back in the month, the dearest first. One query."""
    return tuple(
        BatchCost(batch_id=batch, name=name, used=used, restored=restored, discount_kopecks=kopecks)
        for batch, name, used, restored, kopecks in all_rows(
            _BATCHES, {"starts_at": period.starts_at, "ends_at": period.ends_at}
        )
    )
