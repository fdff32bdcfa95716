"""What campaigns have come to: counted by the events of orders, net of returns, and the same when made again."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from campaigns.campaign.models import Campaign
from campaigns.results.models import CampaignResult
from campaigns.results.read_results import Results, read_results
from campaigns.results.rebuild import rebuild
from loyalty.events.models import Delivery
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.cart import Delivery as ToDoor
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.campaigns.running import a_campaign, deliver_all, laws_hold

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}
HUNDRED = {"extra_points": {"points": 100}}


def so_far(code: str, version: int = 0) -> Results | None:
    campaign = Campaign.objects.get(code=code).pk
    return read_results(campaigns=[campaign]).get(campaign, {}).get(version)


def sums(orders: int, discount: int, over: int = 0, **points: int) -> Results:
    return Results(orders=orders, discount_kopecks=discount, points=points, over=over)


def test_orders_are_counted_once_for_each_campaign_and_version() -> None:
    # given: two orders under version 1, then one under version 2
    shop, member = a_shop(), a_member()
    a_campaign("spring", TEN)
    an_order(shop, a_cart(member))
    an_order(shop, a_cart())
    a_campaign("spring", TEN, HUNDRED)
    an_order(shop, a_cart(member))
    assert so_far("spring") is None
    # when
    deliver_all()
    deliver_all()
    # then
    assert so_far("spring", 1) == sums(2, 18_000)
    assert so_far("spring", 2) == sums(1, 9_000, BONUS=100)
    assert so_far("spring") == sums(3, 27_000, BONUS=100)
    assert laws_hold()


def test_reserved_and_cancelled_orders_are_not_counted_until_they_are_sold() -> None:
    shop = a_shop()
    a_campaign("spring", TEN)
    an_order(shop, a_cart(), state="placed")
    deliver_all()
    assert so_far("spring") is None
    assert laws_hold()


def test_an_order_without_campaigns_asks_for_no_delivery() -> None:
    an_order(a_shop(), a_cart(a_member()))

    assert not Delivery.objects.filter(reaction="campaign_results").exists()


@pytest.mark.parametrize("known", [True, False])
def test_what_comes_back_is_taken_off_in_any_order_of_events(known: bool) -> None:
    # given: three pieces at −10 %, delivery cheaper, points for the line, for the order, and a text
    shop, member = a_shop(), a_member() if known else None
    points = {"BONUS": 115 - 5} if known else {}
    a_campaign("spring", TEN, {"points_per_item": {"points": 5}}, HUNDRED)
    a_campaign("door", {"delivery_off": {"rate": 5_000}}, {"say": {"slot": "till", "ru": "а", "en": "a"}}, lane="order")
    a_campaign("words", {"say": {"slot": "till", "ru": "а", "en": "a"}}, lane="order")
    line = CartLine(line_id="1", sku="COFFEE", quantity_milli=3_000, price_kopecks=33_333, category="coffee")
    cart = Cart(member_id=member, channel="pos", lines=(line,), delivery=ToDoor(price_kopecks=29_900, kind="courier"))
    sold = an_order(shop, cart)
    # when one of three comes back, and that is counted
    a_return(sold, 1_000)
    deliver_all()
    assert so_far("spring") == sums(1, 10_000 - 3_333, **points)
    # then another, then the last with the delivery; a guest's events may come in any order: the last comes first
    a_return(sold, 1_000)
    refund(
        shop_id=shop.pk, sold_by_id=shop.pk, integration_id=None, order_external_id=sold.external_id,
        external_id="LAST", at=NOON,
        returning=Returning(lines=(ReturnLine(line_id="1", quantity_milli=1_000),), delivery=True),
    )  # fmt: skip
    assert laws_hold()  # what waits is not missing
    last = Delivery.objects.filter(reaction="campaign_results", state="due").latest("pk")
    Delivery.objects.filter(state="due").exclude(pk=last.pk).update(next_at=NOON + timedelta(days=9_999))
    deliver_all()
    assert laws_hold()
    Delivery.objects.filter(state="due").update(next_at=NOON)
    deliver_all()
    # then nothing is left of any of them
    assert {row.amount for row in CampaignResult.objects.all()} == {0}
    assert laws_hold()


def test_made_again_they_are_the_same_and_what_waits_is_left_to_its_event() -> None:
    # given: orders and returns, some of which wait
    shop, member = a_shop(), a_member()
    a_campaign("spring", TEN, HUNDRED)
    sold = an_order(shop, a_cart(member))
    a_return(sold, 1_000)
    deliver_all()
    before = so_far("spring")
    an_order(shop, a_cart(member))
    a_return(sold, 500)
    # when
    CampaignResult.objects.update(amount=7)
    assert not laws_hold()
    call_command("campaigns", "results")
    # then
    assert so_far("spring") == before == sums(1, 4_500, BONUS=100)
    assert laws_hold()
    deliver_all()
    assert so_far("spring") == sums(2, 9_000 + 2_250, BONUS=200)
    rebuild()
    assert so_far("spring") == sums(2, 9_000 + 2_250, BONUS=200)
