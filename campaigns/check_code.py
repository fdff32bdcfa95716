"""Whether a code would be taken, asked without a cart: by a till, a web shop, or the cabinet."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.campaign.rulesets import ruleset_of
from campaigns.coupons.count_wrong_code import count_wrong_code
from campaigns.coupons.models import Coupon
from campaigns.coupons.standing import look_at
from campaigns.coupons.truth import NOT_VALID, Truth
from campaigns.engine.presented import said_of_code
from loyalty.limits.limit import Limit
from loyalty.program.settings import Programme
from loyalty.purchase.decision import CouponDecision


@dataclass(frozen=True, kw_only=True)
class Checked:
    """`said` has the words; its status is applied where a cart could use the code now. `valid_until` of such a code."""

    said: CouponDecision
    valid_until: datetime | None


def check_code(
    *,
    code: str,
    shop: str,
    member_id: int | None,
    guesses: Limit,
    guesser: str,
    programme: Programme,
    at: datetime,
) -> Checked:
    """What a code is for this member in this shop. A wrong one is counted for `guesser`. Raises TooManyWrongCodes. Two
    queries."""
    found = look_at(
        code=code, shop=shop, member_id=member_id, guesses=guesses, guesser=guesser, at=at, zone=programme.zone
    )
    said = said_of_code(code=code, presented=found, ruleset=ruleset_of(programme.ruleset), at=at)
    if found.truth is Truth.BLOCKED or (found.truth in NOT_VALID and said.status == CouponDecision.NOT_VALID):
        count_wrong_code(limit=guesses, who=guesser, at=at)
    if found.truth is not Truth.OK or found.coupon is None:
        return Checked(said=said, valid_until=None)
    coupon = Coupon.objects.select_related("batch").get(pk=found.coupon)
    return Checked(said=said, valid_until=coupon.expires_at or coupon.batch.valid_until)
