"""The codes that an order brought, as its answer tells them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.coupons.models import Coupon
from campaigns.coupons.opened import gives, opened_by
from loyalty.purchase.offers import IssuedCoupon
from loyalty.purchase.outcomes import Text


def issued_for_order(*, order_id: int, zone: ZoneInfo) -> tuple[IssuedCoupon, ...]:
    """In the order they were issued, revoked ones left out. One query, two where a batch says nothing."""
    coupons = list(
        Coupon.objects.filter(issued_order=order_id, revoked_at__isnull=True)
        .select_related("batch", "issued_campaign").order_by("pk")
    )  # fmt: skip
    silent = {one.batch.code for one in coupons if not (one.batch.gives_ru and one.batch.gives_en)}
    opened = opened_by(*silent) if silent else {}
    return tuple(
        IssuedCoupon(
            campaign=coupon.issued_campaign.code if coupon.issued_campaign else "",
            version=coupon.issued_version or 0,
            code=coupon.code,
            text=printed(coupon, gives(coupon.batch, opened.get(coupon.batch.code, ())), zone),
            expires_at=coupon.expires_at,
        )
        for coupon in coupons
    )


def printed(coupon: Coupon, given: Text, zone: ZoneInfo) -> Text:
    """All that a receipt has to say of the code, in both languages."""
    ru, en = (_printed(language, coupon, text, zone) for language, text in (("ru", given.ru), ("en", given.en)))
    return Text(ru=ru, en=en)


def _printed(language: str, coupon: Coupon, given: str, zone: ZoneInfo) -> str:
    with translation.override(language):
        what = given or _("Coupon for your next purchase")
        if coupon.expires_at is None:
            return _("{what}. Code {code}").format(what=what, code=coupon.code)
        day = last_day(coupon.expires_at, zone)
        said = _("{what}. Code {code}, good until {day} inclusive")
        return said.format(what=what, code=coupon.code, day=date_format(day, "j E Y"))


def last_day(expires_at: datetime, zone: ZoneInfo) -> datetime:
    """The last local day on which a code works that ends at `expires_at`, a midnight as a rule."""
    return (expires_at - timedelta(microseconds=1)).astimezone(zone)
