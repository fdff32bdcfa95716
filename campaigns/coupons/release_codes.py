"""Gives back the codes of an order that was cancelled."""

from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.coupons.end_reservations import end_reservations
from campaigns.coupons.take_uses import Use, take_uses


def release_codes(*, order_id: int, at: datetime, zone: ZoneInfo) -> None:
    """What the order held back is free again, unless its batch keeps the uses of cancelled orders. Again changes
    nothing. One query, one more for each use that is kept. The order is locked."""
    ended = end_reservations(at=at, purpose="cancel", order_id=order_id)
    for held in ended.for_use:
        use = Use(coupon=held.coupon, campaigns=held.campaigns, discount_kopecks=held.discount_kopecks)
        take_uses(
            uses=[use], order_id=order_id, member_id=held.member_id, counted_at=at, at=at, zone=zone, must=True
        )  # fmt: skip
