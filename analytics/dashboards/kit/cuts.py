"""Of whom figures can be asked: shops, tiers and segments, as far as a person may see them."""

from django.http import HttpRequest

from analytics.dashboards.kit.question import Cut
from loyalty import words
from loyalty.admin.kit import shop_of
from loyalty.admin.site import programme_of
from loyalty.shops.models import Shop
from segments.segment.models import Segment


def shops(request: HttpRequest) -> tuple[Cut, ...]:
    """Every shop, or the one that this employee is bound to. One query."""
    own, rows = shop_of(request), Shop.objects.order_by("name", "pk")
    rows = rows if own is None else rows.filter(pk=own)
    return tuple(Cut(kind="shop", of=str(pk), title=name) for pk, name in rows.values_list("pk", "name"))


def tiers(request: HttpRequest) -> tuple[Cut, ...]:
    """The tiers of the ladder, the lowest first. No queries beyond the programme's."""
    ladder = programme_of(request).settings.ladder
    russian = words.is_russian()
    return tuple(
        Cut(kind="tier", of=tier.code, title=tier.name_ru if russian else tier.name_en)
        for tier in (ladder.tiers if ladder else ())
    )


def segments() -> tuple[Cut, ...]:
    """Every segment. One query."""
    title = "title_ru" if words.is_russian() else "title_en"
    rows = Segment.objects.order_by(title).values_list("code", title)
    return tuple(Cut(kind="segment", of=code, title=name) for code, name in rows)
