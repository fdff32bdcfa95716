"""What the first page tells of coupons."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from campaigns.coupons.models import CouponBatch
from campaigns.coupons.work_models import CouponShortage
from loyalty.admin.alarms import Alarm, alarms

_DAYS = 7
_MOST = 5


def _missing(request: HttpRequest, at: datetime) -> Sequence[Alarm]:
    """Coupons that were promised and not there. Two queries."""
    if not request.user.has_perm("campaigns.view_couponbatch"):
        return ()
    recent = CouponShortage.objects.filter(at__gte=at - timedelta(days=_DAYS))
    counts = recent.values_list("batch_code").annotate(n=Count("pk")).order_by("-n", "batch_code")[:_MOST]
    known = {code: (pk, name) for pk, code, name in CouponBatch.objects.filter(
        code__in=[code for code, _n in counts]).values_list("pk", "code", "name")}  # fmt: skip
    return [_alarm(code, known.get(code), count) for code, count in counts]


def _alarm(code: str, batch: tuple[int, str] | None, count: int) -> Alarm:
    text = ngettext(
        "{count} coupon of “{batch}” was promised in the last 7 days and was not there.",
        "{count} coupons of “{batch}” were promised in the last 7 days and were not there.",
        count,
    ).format(count=count, batch=batch[1] if batch else code)
    listed = reverse("admin:campaigns_couponbatch_changelist")
    return Alarm(text=text, address=reverse("admin:campaigns_couponbatch_change", args=[batch[0]]) if batch else listed)


alarms.add("coupons_missing", _missing)
