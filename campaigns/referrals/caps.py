"""The caps that a reward counts against: under which key, how much, and the most there may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.campaign.periods import period_key
from campaigns.engine.definition import Period
from campaigns.referrals.models import Referral
from campaigns.referrals.terms import Limit, Terms


@dataclass(frozen=True, kw_only=True)
class Cap:
    """`why` a referral is not rewarded when `amount` goes over `most`."""

    what: str
    period: str
    amount: int
    most: int
    why: Referral.Why


def caps(*, referrer_id: int, terms: Terms, at: datetime, zone: ZoneInfo) -> Iterator[Cap]:
    """Those of the member first: the hottest is counted last."""

    def of(what: str, limit: Limit, amount: int, why: Referral.Why) -> Cap:
        period = period_key(Period(limit.period), at=at, zone=zone)
        return Cap(what=f"{what} {why.value}", period=period, amount=amount, most=limit.limit, why=why)

    member = f"member {referrer_id}"
    if terms.per_member_all is not None:
        yield of(member, Limit(terms.per_member_all, "all"), 1, Referral.Why.LIMIT_ALL)
    if terms.per_member is not None:
        yield of(member, terms.per_member, 1, Referral.Why.LIMIT)
    if terms.budget is not None:
        yield of(f"budget {terms.unit}", terms.budget, terms.points, Referral.Why.BUDGET)
