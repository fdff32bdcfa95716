"""Remembers a promised code that was not there, so that operations see it."""

from datetime import datetime

from campaigns.coupons.issue_coupon import IssuedFor
from campaigns.coupons.kinds import COUPON_MISSING
from campaigns.coupons.work_models import CouponShortage
from loyalty.events.record import record


def note_shortage(*, batch: str, to: IssuedFor, why: str, at: datetime) -> None:
    """In the transaction of its cause. Two queries."""
    CouponShortage.objects.create(
        batch_code=batch[:64], code=why, order_id=to.order_id, event_id=to.event_id, member_id=to.member_id,
        campaign=to.campaign or "", at=at,
    )  # fmt: skip
    payload = {"batch": batch, "why": why, "order": to.order_id, "campaign": to.campaign}
    record(kind=COUPON_MISSING, at=at, member_id=to.member_id, payload=payload)
