"""Hands out the codes that a completed order was promised."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.coupons.issue_coupon import CouponNotThere, IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon
from campaigns.coupons.note_shortage import note_shortage
from loyalty.purchase.decision import CouponToCome


def issue_for_order(
    *, order_id: int, member_id: int | None, coming: Sequence[CouponToCome], zone: ZoneInfo, at: datetime
) -> None:
    """One code for each promise, in the order's transaction; where there is none that is noted and told, and the sale
    goes on. Two or three queries for each."""
    for promise in coming:
        to = IssuedFor(
            source=Coupon.Source.ORDER, member_id=member_id, order_id=order_id, campaign=promise.campaign,
            version=promise.version,
        )  # fmt: skip
        try:
            issue_coupon(batch=promise.batch, to=to, zone=zone, at=at)
        except CouponNotThere as missing:
            note_shortage(batch=promise.batch, to=to, why=missing.why, at=at)
