"""Takes the codes that an order applied."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.coupons.end_reservations import end_reservations
from campaigns.coupons.normal import normal_code
from campaigns.coupons.take_uses import Hold, Use, take_uses
from campaigns.coupons.truth import Presented, key_of, presented_of
from loyalty.purchase.decision import CouponDecision, Decision


def claim_codes(
    *,
    order_id: int,
    member_id: int | None,
    known: Mapping[str, Any],
    decision: Decision,
    hold: Hold | None,
    must: bool,
    at: datetime,
    zone: ZoneInfo,
) -> tuple[str, ...]:
    """Use them, or hold them back for a reserved order; what was held back for the order or its cart is used first.
    Raises OfferGone when one is gone. Two queries, none when no code applied.

    With `must` nothing is refused: the campaigns whose codes went over a limit are returned.
    """
    kopecks: dict[str, int] = {}
    for one in decision.applied:
        kopecks[one.campaign] = kopecks.get(one.campaign, 0) + one.kopecks
    taken: dict[int, tuple[Use, Presented]] = {}
    for code in decision.coupons:
        presented = presented_of(known.get(key_of(normal_code(code.code))))
        if code.status == CouponDecision.APPLIED and presented is not None and presented.coupon is not None:
            discount = sum(kopecks.get(campaign, 0) for campaign in code.campaigns)
            use = Use(coupon=presented.coupon, campaigns=code.campaigns, discount_kopecks=discount)
            taken[presented.coupon] = (use, presented)
    if not taken:
        return ()
    end_reservations(
        at=at, purpose="use", order_id=order_id, beside=list(taken),
        mine=[one.reservation for _, one in taken.values() if one.reservation is not None],
    )  # fmt: skip
    return take_uses(
        uses=[use for use, _ in taken.values()], order_id=order_id, member_id=member_id, counted_at=decision.at, at=at,
        zone=zone, hold=hold, must=must,
    ).over  # fmt: skip
