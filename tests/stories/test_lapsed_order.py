"""A web order lapses, its budget goes to others, and then the shop says that it was sold after all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.campaign.models import BudgetCounter, BudgetEntry, Campaign
from loyalty.events.models import Event
from loyalty.purchase.complete import complete
from loyalty.purchase.lapse_orders import lapse_orders
from loyalty.purchase.models import Order
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.quote import quote
from tests.builders import a_cart, a_member, a_return, a_shop, a_user, an_order, with_settings
from tests.campaigns.running import a_campaign, deliver_all, laws_hold

pytestmark = pytest.mark.django_db
TEN = {"percent_off": {"rate": 1_000}}  # 90.00 of the 900.00 of a_cart
LATE = datetime.now(UTC)
SOLD = LATE - timedelta(days=20)  # the first page tells of the last thirty


def used() -> dict[tuple[str, int], tuple[int, int]]:
    """(campaign, budget) → used and over."""
    rows = BudgetCounter.objects.values_list("campaign__code", "budget", "used", "over")
    return {(code, number): (taken, over) for code, number, taken, over in rows}


def finish(order: OrderView) -> OrderView:
    return complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=LATE)


def over_budget() -> list[list[str]]:
    return [event.payload["campaigns"] for event in Event.objects.filter(kind="order.over_budget").order_by("pk")]


@pytest.mark.parametrize("shards", [1, 4])
def test_an_order_that_lapsed_is_sold_over_the_budget_and_people_hear_of_it(
    shards: int, commit_proofs: Callable[[], None]
) -> None:
    # given: 180.00 for everybody, and once for each member
    shop, anna, boris = a_shop(), a_member(), a_member()
    budgets = [
        {"metric": "discount", "limit": 18_000, "shards": shards}, {"metric": "uses", "scope": "member", "limit": 1},
    ]  # fmt: skip
    a_campaign("spring", TEN, budgets=budgets)
    # when Anna's web order takes its part and lapses, the whole budget is there for others
    placed = an_order(shop, a_cart(anna), state="placed", at=SOLD)
    assert lapse_orders(at=LATE) == 1
    assert sum(taken for taken, _over in used().values()) == 0
    for member in (a_member(), boris):
        an_order(shop, a_cart(member), at=LATE)
    assert quote(shop_id=shop.pk, cart=a_cart(anna), at=LATE).decision.discount_kopecks == 0
    # and the shop then says that it was sold
    done = finish(placed)
    commit_proofs()
    # then the customer keeps the price they were promised; what is over the budget is kept as such
    assert (done.state, done.decision.discount_kopecks) == ("completed", 9_000)
    assert sum(row.used for row in BudgetCounter.objects.filter(scope_key="")) == 27_000
    assert sum(row.over for row in BudgetCounter.objects.filter(scope_key="")) == 9_000
    assert over_budget() == [["spring"]]
    # saying it again counts nothing twice
    assert finish(placed).already
    assert over_budget() == [["spring"]]
    assert laws_hold()
    # and people see it, on the first page and on the campaign's
    deliver_all()
    owner = Client()
    owner.force_login(a_user(roles=["Owner"]))
    first = owner.get(reverse("admin:index")).content.decode()
    assert "«Акция spring» вышла за бюджет на 1 покупку за последние 30 дней" in first
    page = owner.get(reverse("admin:campaigns_campaign_change", args=[Campaign.objects.get().pk])).content.decode()
    assert "1 покупка вышла за бюджет" in page
    assert "3</b>" in page
    # when it comes back, the budget is whole again but for what the others took
    a_return(done, 2_000, at=LATE)
    assert sum(row.used for row in BudgetCounter.objects.filter(scope_key="")) == 18_000
    assert sum(row.over for row in BudgetCounter.objects.filter(scope_key="")) == 0
    deliver_all()
    assert laws_hold()


def test_a_limit_of_the_member_is_gone_over_by_an_order_that_lapsed() -> None:
    # given: once for each member; Anna's order lapsed, and she had the benefit with another
    shop, anna = a_shop(), a_member()
    a_campaign("once", TEN, budgets=[{"metric": "uses", "scope": "member", "limit": 1}])
    placed = an_order(shop, a_cart(anna), state="placed", at=SOLD)
    lapse_orders(at=LATE)
    assert an_order(shop, a_cart(anna), at=LATE).decision.discount_kopecks == 9_000
    # when
    finish(placed)
    # then
    assert list(used().values()) == [(2, 1)]
    assert over_budget() == [["once"]]
    assert laws_hold()


def test_a_pending_order_past_its_minutes_still_has_what_it_took() -> None:
    # given: a till took the money and was silent for a month; the budget was its own all the while
    shop, anna = a_shop(), a_member()
    a_campaign("spring", TEN, budgets=[{"metric": "discount", "limit": 10_000}])
    pending = an_order(shop, a_cart(anna), state="pending", at=SOLD)
    assert lapse_orders(at=LATE) == 0
    assert an_order(shop, a_cart(), at=LATE).decision.discount_kopecks == 0
    # when
    finish(pending)
    # then it took once
    assert list(used().values()) == [(9_000, 0)]
    assert BudgetEntry.objects.count() == 1
    assert over_budget() == []
    assert laws_hold()


def test_a_campaign_that_has_ended_since_is_no_reason_to_fail() -> None:
    # given: the campaign has a new version with a smaller budget by then, and other rules hold
    shop, anna = a_shop(), a_member()
    a_campaign("spring", TEN, budgets=[{"metric": "discount", "limit": 10_000}])
    placed = an_order(shop, a_cart(anna), state="placed", at=SOLD)
    lapse_orders(at=LATE)
    a_campaign("spring", {"percent_off": {"rate": 500}}, budgets=[{"metric": "discount", "limit": 1_000}])
    with_settings(pending_order_minutes=5)
    # when
    done = finish(placed)
    # then
    assert done.decision.discount_kopecks == 9_000
    assert Order.objects.get(pk=placed.id).state == "completed"
    assert laws_hold()
