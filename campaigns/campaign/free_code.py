"""A code that nothing of a campaign has yet."""

from campaigns.campaign.models import Campaign
from campaigns.coupons.models import CouponBatch


def free_code(*, code: str, taken: frozenset[str] = frozenset()) -> str:
    """`code` itself, or the first of `code`-2, `code`-3 … that neither a campaign, a batch of coupons nor `taken`
    has. Two queries."""
    used = taken.union(*(
        rows.filter(code__startswith=code).values_list("code", flat=True)
        for rows in (Campaign.objects, CouponBatch.objects)
    ))  # fmt: skip
    return next(one for one in (code, *(f"{code}-{n}" for n in range(2, len(used) + 3))) if one not in used)
