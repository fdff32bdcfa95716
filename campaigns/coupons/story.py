"""The whole story of one code, for the staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from campaigns.coupons.models import Coupon, CouponEntry, CouponReservation
from campaigns.coupons.normal import normal_code
from loyalty.purchase.models import Order

ENTRIES, ORDERS = 100, 20


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A purchase in which the code was shown and opened nothing; `truth` is a code of `truth.py`."""

    order_id: int
    number: str
    shop: str
    at: datetime
    truth: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """Newest first; `orders` are the numbers of the orders that the entries name, by id."""

    coupon: Coupon
    entries: Sequence[CouponEntry]
    held: Sequence[CouponReservation]
    refused: Sequence[Refused]
    orders: dict[int, str]


def find_code(text: str) -> int | None:
    """The coupon whose code this is, in whatever spelling. One query."""
    normal = normal_code(text)
    found: int | None = Coupon.objects.filter(normal=normal).values_list("pk", flat=True).first() if normal else None
    return found


def story_of(*, coupon: Coupon, at: datetime) -> Story:
    """Four queries, whatever the length of its history. Refusals are those of purchases of its recipient."""
    entries = list(CouponEntry.objects.filter(coupon=coupon).order_by("-pk")[:ENTRIES])
    open_ = Q(expires_at__gt=at) | Q(expires_at=None)
    held = list(CouponReservation.objects.filter(open_, coupon=coupon, ended_at=None).order_by("pk")[:ENTRIES])
    ids = {entry.order_id for entry in entries} | {one.order_id for one in held} | {coupon.issued_order_id}
    named = Order.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    numbers = dict(named.values_list("pk", "external_id"))
    return Story(coupon=coupon, entries=entries, held=held, refused=_refused(coupon), orders=numbers)


def _refused(coupon: Coupon) -> list[Refused]:
    if coupon.member_id is None:
        return []
    shown = Order.objects.filter(member_id=coupon.member_id, trace__contains=[{"code": "coupon"}])
    rows = shown.order_by("-occurred_at").values_list("pk", "external_id", "shop__name", "occurred_at", "trace")
    return [
        Refused(order_id=pk, number=number, shop=shop, at=at, truth=truth)
        for pk, number, shop, at, trace in rows[:ORDERS]
        if (truth := _truth(trace, coupon.normal)) not in ("", "ok")
    ]


def _truth(trace: list[dict[str, Any]], normal: str) -> str:
    """What the code was in that purchase; nothing when it was not shown there."""
    told = (step["numbers"] for step in trace if step["code"] == "coupon")
    return next((str(one.get("truth", "")) for one in told if normal_code(str(one.get("code", ""))) == normal), "")
