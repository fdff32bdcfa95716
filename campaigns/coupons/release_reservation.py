"""Lets a use go that was held back for a cart."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from campaigns.coupons.end_reservations import end_reservations
from campaigns.coupons.models import CouponReservation
from campaigns.coupons.normal import normal_code
from loyalty.refusals import Refusal, Words


class NoSuchReservation(Refusal):
    code: ClassVar[str] = "reservation_not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("This shop holds no such reservation of this code")


class ReservationUsed(Refusal):
    code: ClassVar[str] = "reservation_used"
    title: ClassVar[Words] = _("An order has used this reservation")
    hint: ClassVar[Words] = _("Cancel the order, or take its goods back.")


def release_reservation(*, shop_id: int, code: str, token: str, at: datetime) -> None:
    """The use is free again; again changes nothing, nor does it when the time was over. Raises NoSuchReservation for
    what is no reservation of the shop, and ReservationUsed. Three queries at most."""
    with transaction.atomic():
        held = (
            CouponReservation.objects.select_for_update(no_key=True, of=("self",))
            .filter(token=normal_code(token), shop_id=shop_id, coupon__normal=normal_code(code))
            .first()
        )
        if held is None:
            raise NoSuchReservation()
        if held.end == CouponReservation.End.USED:
            raise ReservationUsed()
        if held.ended_at is None:
            end_reservations(at=at, purpose="free", mine=[held.pk])
