"""Remembers that a member has had coupons on the screen."""

from collections.abc import Iterable
from datetime import datetime

from campaigns.coupons.models import Coupon


def mark_seen(*, member_id: int, coupon_ids: Iterable[int], at: datetime) -> None:
    """The first time counts. One query, none for none."""
    ids = list(coupon_ids)
    if ids:
        Coupon.objects.filter(pk__in=ids, member_id=member_id, seen_at=None).update(seen_at=at)
