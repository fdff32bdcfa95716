"""The demo's invitations: one of each kind, and a friend's first purchase is cheaper."""

import pytest

from campaigns.demo.publish_campaigns import publish_campaigns
from campaigns.demo.start_invitations import start_invitations
from campaigns.referrals.models import Referral
from loyalty.demo.journey import PART
from loyalty.purchase.models import Order
from tests.builders import NOON, a_member, a_shop, bonus

pytestmark = pytest.mark.django_db


def test_a_demo_shows_every_kind_of_invitation_once() -> None:
    # given a demo with one of its people
    a_shop()
    publish_campaigns(at=NOON)
    anna = a_member(external=str(next(iter(PART))), last_name="Белова", birthday=NOON.date().replace(year=1990))
    # when
    start_invitations(at=NOON)
    start_invitations(at=NOON)
    # then
    states = list(Referral.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["rewarded", "waiting", "joined", "review"]
    assert bonus(anna).available == 300
    assert set(Order.objects.values_list("discount_kopecks", flat=True)) == {8_900}
