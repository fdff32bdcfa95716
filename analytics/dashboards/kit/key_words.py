"""Keys of metrics in words: months, units, and codes as names."""

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from analytics.dashboards.kit.chart import Head
from analytics.dashboards.kit.periods import name_of, short_name_of
from campaigns.campaign.models import Campaign
from campaigns.coupons.models import CouponBatch
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
    page = "admin:campaigns_campaign_change"
    rows = Campaign.objects.filter(code__in=codes)
    return {one.code: Head(name=one.name, link=reverse(page, args=[one.pk])) for one in rows}


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
