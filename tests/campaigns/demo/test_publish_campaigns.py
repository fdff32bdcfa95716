"""The demo's campaigns are in force, apply where they should, and say what is missing where they do not."""

from datetime import timedelta

import pytest

from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.demo.publish_campaigns import publish_campaigns
from loyalty.ledger import units
from loyalty.purchase.cart import Cart, CartLine, Delivery
from loyalty.purchase.decision import Decision
from loyalty.purchase.quote import quote
from tests.builders import NOON, a_member, a_shop, an_order

pytestmark = pytest.mark.django_db
TEA, COFFEE, MILK, BREAD = (f"Grocery/{name}" for name in ("Teas", "Coffee", "Yogurt", "Baked bread/buns/rolls"))


@pytest.fixture(autouse=True)
def _published() -> None:
    assert publish_campaigns(at=NOON) == 12
    units._kept.cache_clear()


def a_basket(member: int | None, *lines: tuple[str, int, int], delivery: bool = False) -> Cart:
    """Lines of (category, pieces, price in kopecks)."""
    return Cart(
        member_id=member, channel="web", delivery=Delivery(price_kopecks=29_900, kind="courier") if delivery else None,
        lines=tuple(
            CartLine(line_id=str(n), sku=f"S-{n}", quantity_milli=milli, price_kopecks=price, category=category)
            for n, (category, milli, price) in enumerate((name, pieces * 1_000, each) for name, pieces, each in lines)
        ),
    )  # fmt: skip


def priced(cart: Cart, *, days: int = 0, hours: int = 0) -> Decision:
    return quote(shop_id=a_shop().pk, cart=cart, at=NOON + timedelta(days=days, hours=hours)).decision


def applied(decision: Decision) -> dict[str, int]:
    return {one.campaign: one.kopecks for one in decision.applied}


def test_again_changes_nothing_that_was_changed_since() -> None:
    move(code="big-basket", to="paused", author=None, reason="try", at=NOON)
    assert publish_campaigns(at=NOON) == 0
    assert Campaign.objects.get(code="big-basket").state == "paused"


def test_a_big_basket_has_everything_it_should() -> None:
    # given somebody who has bought before
    member = a_member()
    an_order(a_shop(), a_basket(member, ("other", 1, 10_000)))
    # when they buy for more than 3 000, three teas among it, and have it delivered
    decision = priced(a_basket(member, ("other", 1, 300_000), (TEA, 3, 20_000), delivery=True))
    # then the third tea and the delivery are free, and there are 10 % off the rest
    assert applied(decision) == {
        "tea-two-plus-one": 20_000, "big-basket": 34_000, "free-delivery": 29_900, "come-back": 0,
    }  # fmt: skip


def test_a_small_basket_hears_what_is_missing() -> None:
    decision = priced(a_basket(a_member(), ("other", 1, 100_000), delivery=True))
    assert applied(decision) == {"welcome": 30_000}
    missing = {one.campaign: one.missing for one in decision.not_applied}
    assert missing["big-basket"] == {"amount": "2000.00"}
    assert missing["free-delivery"] == {"amount": "500.00"}


def test_dairy_doubles_on_tuesdays_and_bread_is_cheaper_in_the_evening() -> None:
    member = a_member()
    an_order(a_shop(), a_basket(member, ("other", 1, 10_000)))
    basket = a_basket(member, (MILK, 1, 50_000), (BREAD, 1, 10_000))
    assert applied(priced(basket)) == {}
    assert "dairy-tuesdays" in applied(priced(basket, days=3))
    assert applied(priced(basket, hours=7)) == {"happy-hours": 2_000}


def test_the_sixth_coffee_is_paid_with_five_stamps() -> None:
    member = a_member()
    for _coffee in range(5):
        an_order(a_shop(), a_basket(member, (COFFEE, 1, 30_000)))
    later = NOON + timedelta(days=20)
    decision = quote(shop_id=a_shop().pk, cart=a_basket(member, (COFFEE, 1, 30_000)), at=later).decision
    assert (applied(decision)["sixth-coffee"], decision.to_pay_kopecks) == (30_000, 0)
