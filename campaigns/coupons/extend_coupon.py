"""Gives one code more time."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import Coupon, CouponEntry
from campaigns.coupons.revoke_coupon import NoSuchCoupon
from loyalty.audit.actor import current_actor
from loyalty.refusals import Refusal, Words


class CouponNotExtended(Refusal):
    code: ClassVar[str] = "coupon_not_extended"
    title: ClassVar[Words] = _("This coupon cannot be given more time")
    hint: ClassVar[Words] = _("It is used or revoked, or the date is over already.")


def extend_coupon(*, coupon_id: int, until: datetime, reason: str, at: datetime) -> None:
    """The code works until then, whatever its batch's window says of the end. Raises NoSuchCoupon and
    CouponNotExtended."""
    who = current_actor()
    with transaction.atomic():
        coupon = Coupon.objects.select_for_update(no_key=True).filter(pk=coupon_id).first()
        if coupon is None:
            raise NoSuchCoupon()
        if until <= at or coupon.state in (Coupon.State.USED, Coupon.State.REVOKED):
            raise CouponNotExtended()
        if coupon.state == Coupon.State.EXPIRED:
            coupon.state = Coupon.State.CREATED if coupon.issued_at is None else Coupon.State.ISSUED
        coupon.expires_at = until
        coupon.save(update_fields=["state", "expires_at"])
        CouponEntry.objects.create(
            coupon=coupon, act=CouponEntry.Act.EXTENDED, member_id=coupon.member_id, reason=reason[:500],
            principal=who.kind, principal_id=who.id, at=at,
        )  # fmt: skip
