"""Holds one use of a code back for a cart, for some minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.end_reservations import end_reservations
from campaigns.coupons.models import Coupon
from campaigns.coupons.take_uses import Hold, Use, take_uses
from campaigns.coupons.tokens import new_token
from campaigns.coupons.truth import Presented
from loyalty.purchase.offers import OfferGone
from loyalty.refusals import Refusal, Words


class CouponGone(Refusal):
    code: ClassVar[str] = "coupon_gone"
    title: ClassVar[Words] = _("Another purchase was faster: the code has no use left")


@dataclass(frozen=True, kw_only=True)
class CartReservation:
    """A cart that carries `token` in place of the code has the use until `expires_at`; so has any of the member's."""

    token: str
    expires_at: datetime


def reserve_coupon(
    *, presented: Presented, shop_id: int, member_id: int | None, minutes: int | None, at: datetime, zone: ZoneInfo
) -> CartReservation:
    """Hold one use of a code back that may be used now, for the batch's minutes unless told; what was held back for
    this member before is let go. Raises CouponGone. Three queries."""
    assert presented.coupon is not None
    with transaction.atomic():
        coupon = Coupon.objects.select_related("batch").get(pk=presented.coupon)
        until = at + timedelta(minutes=minutes or coupon.batch.reservation_minutes)
        before = [] if presented.reservation is None else [presented.reservation]
        end_reservations(at=at, purpose="free", mine=before, beside=[coupon.pk])
        token = new_token()
        hold = Hold(until=until, token=token, shop_id=shop_id)
        try:
            take_uses(
                uses=[Use(coupon=coupon.pk)], order_id=None, member_id=member_id, counted_at=at, at=at, zone=zone,
                hold=hold,
            )  # fmt: skip
        except OfferGone as gone:
            raise CouponGone() from gone
    return CartReservation(token=token, expires_at=until)
