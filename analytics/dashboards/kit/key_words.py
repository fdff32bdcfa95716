"""Keys of metrics in words: months, units, and codes as names."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from analytics.dashboards.kit.chart import Head
from analytics.dashboards.kit.periods import name_of, short_name_of
from analytics.metrics.metric import Metric
from campaigns.campaign.models import Campaign
from campaigns.coupons.models import CouponBatch
from loyalty.admin.units import names_of_units
from loyalty.catalogue.models import Category, Product
from loyalty.money import BONUS


def month_of(key: str) -> date | None:
    """The month that a key like “2026-01” or “BONUS 2026-01” ends with."""
    try:
        return date.fromisoformat(f"{key.rpartition(' ')[2]}-01")
    except ValueError:
        return None


def months_of_bonus(keys: Collection[str]) -> list[str]:
    """Those of points that pay for goods, in order of their months."""
    return sorted(key for key in keys if key.startswith(f"{BONUS} ") and month_of(key))


def month_head(key: str) -> Head:
    """The month of a key."""
    month = month_of(key)
    return Head(name=key) if month is None else Head(name=name_of("month", month), short=short_name_of("month", month))


def campaign_heads(codes: Collection[str]) -> Mapping[str, Head]:
    """Campaigns by code, with their pages. One query."""
    rows = Campaign.objects.filter(code__in=codes).only("code", "title", "draft")
    page = "admin:campaigns_campaign_change"
    return {row.code: Head(name=row.name, link=reverse(page, args=[row.pk])) for row in rows}


def version_words(title: str, number: int | str) -> str:
    """«Двойные баллы, версия 2»."""
    return gettext("{title}, version {number}").format(title=title, number=number)


def version_heads(keys: Collection[str]) -> Mapping[str, Head]:
    """Campaigns by code and version's number, “SPRING 2”, with their pages. One query."""
    heads = campaign_heads({key.rpartition(" ")[0] for key in keys})
    found = {key: (heads.get(key.rpartition(" ")[0]), key.rpartition(" ")[2]) for key in keys}
    return {
        key: Head(name=version_words(head.name, number), link=head.link)
        for key, (head, number) in found.items()
        if head
    }


def batch_heads(codes: Collection[str]) -> Mapping[str, Head]:
    """Batches of coupons by code, with their pages. One query."""
    rows = CouponBatch.objects.filter(code__in=codes).values_list("code", "name", "pk")
    page = "admin:campaigns_couponbatch_change"
    return {code: Head(name=name, link=reverse(page, args=[pk])) for code, name, pk in rows}


def product_heads(skus: Collection[str]) -> Mapping[str, Head]:
    """Products by SKU, with their pages. One query."""
    rows = Product.objects.filter(sku__in=skus).values_list("sku", "name", "pk")
    page = "admin:loyalty_product_change"
    return {sku: Head(name=f"{name} ({sku})", short=name, link=reverse(page, args=[pk])) for sku, name, pk in rows}


def category_heads(codes: Collection[str]) -> Mapping[str, Head]:
    """Categories by code. One query."""
    return {code: Head(name=name) for code, name in Category.objects.filter(code__in=codes).values_list("code", "name")}


def plain_head(key: str) -> Head:
    """The key itself; what has none is said so."""
    return Head(name=key or gettext("not said"))


def key_name(metric: Metric, key: str) -> str:
    """A key of a metric as people call it. One query at most."""
    if key in metric.key_titles:
        return str(metric.key_titles[key])
    if metric.code in _HEADS:
        return (_HEADS[metric.code]([key]).get(key) or plain_head(key)).name
    first, _space, rest = key.strip().partition(" ")
    if metric.code == "campaign_points":
        return f"{(campaign_heads([first]).get(first) or plain_head(first)).name} · {_unit(rest)}"
    if metric.code == "days_and_hours":
        day, _dash, hour = key.partition("-")
        return f"{WEEKDAYS[int(day) - 1]}, {hour}:00" if day in _DAYS else key
    if month_of(key) and not rest:
        return month_head(key).name
    if rest:
        return f"{_unit(first)} · {month_head(key).name if month_of(key) else gettext('never')}"
    return _unit(first)


def _unit(code: str) -> str:
    return names_of_units().get(code, code)


_DAYS = [str(day) for day in range(1, 8)]
_HEADS: Mapping[str, Callable[[Collection[str]], Mapping[str, Head]]] = {
    **dict.fromkeys(
        (
            "campaign_discount", "campaign_cost", "campaign_orders", "campaign_coupons_issued", "campaign_coupons_seen",
            "campaign_coupons_used",
        ),
        campaign_heads,
    ),
    "campaign_version_cost": version_heads,
    **dict.fromkeys(("coupons_issued", "coupons_seen", "coupons_used", "coupon_discount"), batch_heads),
    "product_league": product_heads,
    "category_league": category_heads,
    "brand_league": lambda keys: {key: plain_head(key) for key in keys},
}  # fmt: skip
