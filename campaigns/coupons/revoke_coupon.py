"""Revokes one code, for good."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.models import Coupon, CouponEntry
from loyalty.audit.actor import current_actor
from loyalty.refusals import Refusal, Words


class NoSuchCoupon(Refusal):
    code: ClassVar[str] = "coupon_not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such coupon")


def revoke_coupon(*, coupon_id: int, reason: str, at: datetime) -> bool:
    """The code opens nothing from now on, and orders by quotes made before get a new price; an order that holds it back
    still has it. False when it was revoked before. Raises NoSuchCoupon."""
    who = current_actor()
    with transaction.atomic():
        coupon = Coupon.objects.select_for_update(no_key=True).filter(pk=coupon_id).first()
        if coupon is None:
            raise NoSuchCoupon()
        if coupon.revoked_at is not None:
            return False
        coupon.state, coupon.revoked_at = Coupon.State.REVOKED, at
        coupon.save(update_fields=["state", "revoked_at"])
        CouponEntry.objects.create(
            coupon=coupon, act=CouponEntry.Act.REVOKED, member_id=coupon.member_id, reason=reason[:500],
            principal=who.kind, principal_id=who.id, at=at,
        )  # fmt: skip
        return True
