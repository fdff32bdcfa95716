"""Members that a generated request can hit: the hooks beside know their numbers and cards."""

from datetime import timedelta

from loyalty.clock import now
from loyalty.shops.models import ApiKey, Integration, Shop
from tests.builders import a_consent_text, a_member, some_points
from tests.fuzz.hooks import MEMBERS, card


def enrol_people(shop_id: int) -> list[int]:
    """Three members with a card, a phone and points, and a till that may adjust; the members' numbers."""
    at = now() - timedelta(days=1)
    a_consent_text()
    shop = Shop.objects.get(pk=shop_id)
    ApiKey.objects.update(requests_per_second=10_000, enrolments_per_hour=10_000)
    Integration.objects.update(adjustment_points=10**6, adjustment_points_per_day=10**9)
    members = []
    for number in range(1, MEMBERS + 1):
        member = a_member(phone=f"+7912000000{number}", card=card(number), shop=shop, at=at)
        some_points(member, 10**6, at=at)
        members.append(member)
    return members
