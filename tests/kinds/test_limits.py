"""Whatever a campaign gives counts as a use: an effect is tested by being registered."""

import json

import pytest

from campaigns.campaign.models import BudgetCounter
from campaigns.effects import registered as effects  # noqa: F401
from campaigns.effects.effect import EFFECTS
from loyalty.members.models import Member
from loyalty.purchase.cart import Cart, CartLine, Delivery
from loyalty.purchase.quote import quote
from tests.builders import NOON, a_member, a_shop, an_order
from tests.campaigns.running import a_campaign, laws_hold, with_stamps

pytestmark = pytest.mark.django_db


def _member() -> int:
    """With a card that gives 10 %, and twenty stamps."""
    member = a_member()
    Member.objects.filter(pk=member).update(attributes={"discount": "10"})
    return with_stamps(member, 20)


def _cart(member: int) -> Cart:
    """Something for every effect's example."""
    lines = (
        ("coffee", "COFFEE", "coffee", "Lavazza"), ("tea", "TEA", "tea", ""), ("bakery", "BUN", "bakery", ""),
        ("a", "A-1", "", ""), ("b", "B-1", "", ""),
    )  # fmt: skip
    return Cart(
        member_id=member, channel="pos", delivery=Delivery(price_kopecks=29_900, kind="courier"),
        lines=tuple(
            CartLine(line_id=name, sku=sku, quantity_milli=4_000, price_kopecks=45_000, category=category, brand=brand)
            for name, sku, category, brand in lines
        ),
    )  # fmt: skip


@pytest.mark.parametrize("code", [code for code, _ in EFFECTS])
def test_a_limit_of_one_is_used_up_by_one_order(code: str) -> None:
    # given: a campaign that does nothing but this, once for each member
    shop, member = a_shop(), _member()
    example = json.loads(json.dumps(EFFECTS[code].example))
    a_campaign("once", {code: example}, budgets=[{"metric": "uses", "scope": "member", "limit": 1}])
    # when
    an_order(shop, _cart(member))
    # then
    assert [counter.used for counter in BudgetCounter.objects.all()] == [1]
    again = quote(shop_id=shop.pk, cart=_cart(member), at=NOON).decision
    assert [(one.campaign, one.code) for one in again.not_applied] == [("once", "limit")]
    assert laws_hold()
