"""The marketer's segment: coffee at least three times in 60 days, nothing in the last 30, average order above 500 ₽.

Who crosses the line gets the campaign's effect at the next till; who buys stops getting it.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.catalogue.models import Category
from loyalty.purchase.order_view import OrderView
from loyalty.shops.models import Shop
from segments.segment.recompute import recompute
from segments.segment.refresh_due import refresh_due
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.campaigns.running import a_campaign
from tests.segments.making import filled, inside, told

pytestmark = pytest.mark.django_db
COFFEE = {"categories": ["coffee"]}
RULE = (
    {"orders": {"days": 60, "at_least": 3, "goods": COFFEE}},
    {"orders": {"days": 30, "at_most": 0}},
    {"average_order": {"days": 3_660, "at_least": 50_000}},
)


def _buys(shop: Shop, member: int, *days_ago: int, price: int = 45_000) -> None:
    for days in days_ago:
        an_order(shop, a_cart(member, price=price), at=NOON - timedelta(days=days))


def _discount(sold: OrderView) -> int:
    return sum(line.discount_kopecks for line in sold.decision.lines)


def test_it_follows_those_who_cross_the_line() -> None:
    # given Anna, who is about to cross it; Boris, who came last week; Vera, who buys for 300; Galya, who came twice
    Category.objects.create(code="coffee", name="Кофе")
    shop = a_shop()
    anna, boris, vera, galya = a_member(), a_member(), a_member(), a_member()
    _buys(shop, anna, 50, 40, 29)
    _buys(shop, boris, 50, 40, 35, 7)
    _buys(shop, vera, 50, 40, 35, price=15_000)
    _buys(shop, galya, 50, 40)
    filled("missed", *RULE)
    assert inside("missed") == set()

    # when the segment is used in a campaign and a day passes
    a_campaign("come-back", {"percent_off": {"rate": 1_000}}, when={"all": [{"in_segment": {"one_of": ["missed"]}}]})
    tomorrow = NOON + timedelta(days=1)
    assert _discount(an_order(shop, a_cart(boris), at=NOON)) == 0
    refresh_due(at=tomorrow)

    # then Anna, and nobody else, gets ten percent at the next till
    assert inside("missed") == {anna}
    assert told("missed") == [("entered", anna)]
    assert _discount(an_order(shop, a_cart(vera), at=tomorrow)) == 0
    assert _discount(an_order(shop, a_cart(anna), at=tomorrow)) == 9_000

    # and having bought she is out, and pays the full price
    recompute(member_id=anna, cause="event:1", at=tomorrow)
    assert told("missed") == [("entered", anna), ("left", anna)]
    assert _discount(an_order(shop, a_cart(anna), at=tomorrow + timedelta(hours=1))) == 0


def test_the_till_asks_no_question_more() -> None:
    shop, anna = a_shop(), a_member()
    filled("all", {"member_days": {"at_least": 0}})

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert _discount(an_order(shop, a_cart(anna))) > 0
        return len(captured)

    a_campaign("adults", {"percent_off": {"rate": 100}}, when={"all": [{"member_days": {"at_least": 0}}]})
    statements()  # the ruleset is read once in a process
    before = statements()
    a_campaign("inside", {"percent_off": {"rate": 2_000}}, when={"all": [{"in_segment": {"one_of": ["all"]}}]})
    statements()
    assert statements() == before
