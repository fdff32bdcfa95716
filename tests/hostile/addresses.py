"""Every address of the product, from the map of URLs itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

from campaigns.coupons.work_models import CouponWork
from loyalty.admin.site import site
from loyalty.certificates.code import opened
from loyalty.certificates.models import Certificate, CertificateBatch
from loyalty.purchase.models import Order
from loyalty.shops.models import ApiKey
from segments.segment.models import Segment

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """`route` like "orders/{order_id}/"; `parameters` are the names in it."""

    route: str
    parameters: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.route.startswith(("api/", "health/", "metrics"))

    def with_values(self, **values: Any) -> str:
        return "/" + self.route.format(**values)


def addresses() -> list[Address]:
    """All of them but the catch-alls, which are what is left when nothing matches."""
    return list(_walk(get_resolver().url_patterns, ""))


def good_values(address: Address) -> dict[str, Any]:
    """Values with which the address leads to a row that is there."""
    order, gift = Order.objects.get(external_id="R-1"), Certificate.objects.latest("pk")
    values = {
        "external_id": order.external_id, "order_id": order.pk, "member_id": order.member_id, "number": 1,
        "content_type_id": 1, "prefix": ApiKey.objects.earliest("created").prefix,
        "certificate_code": opened(bytes(gift.sealed)), "certificate_id": gift.pk,
    }  # fmt: skip
    if address.route.startswith("admin/pick/"):
        values["what"] = "sku"
    if address.route.startswith("admin/campaigns/"):
        values["code"] = "pause"  # a step of the campaign
        values |= {"work_id": CouponWork.objects.latest("pk").pk, "format": "csv"}
    elif address.route.startswith("admin/certificates/batches/"):
        values["pk"] = CertificateBatch.objects.latest("pk").pk
    elif address.route.startswith("admin/certificates/"):
        values["pk"] = gift.pk
    elif address.route.startswith("admin/segments/"):
        values["pk"] = Segment.objects.latest("pk").pk
    elif address.route.startswith("api/v1/campaigns/"):
        values["code"] = "spring"
    elif address.route.startswith("api/v1/segments/"):
        values["code"] = "friends"
    elif address.route.startswith("api/v1/coupons/"):
        values["coupon"] = "SPRING"
    elif address.route.startswith("admin/analytics/"):
        values |= {"page": "overview", "chart": "revenue"}
    for model in site._registry:
        if f"/{model._meta.model_name}/" in address.route:
            values["object_id"] = values["pk"] = model._default_manager.latest("pk").pk
    return {name: values.get(name, 1) for name in address.parameters}


def _walk(patterns: Sequence[Any], prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif "^" not in route and "(?P" not in route:
            yield Address(_PARAMETER.sub(r"{\1}", route), tuple(_PARAMETER.findall(route)))
