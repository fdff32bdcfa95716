"""The events of coupons; payloads carry `coupon` and `batch` (never the code), and what it was issued for."""

from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import KINDS

COUPON_ISSUED = "coupon.issued"
COUPON_MISSING = "coupon.missing"

KINDS.add(COUPON_ISSUED, _("coupon issued"))
KINDS.add(COUPON_MISSING, _("a promised coupon was not there"))
