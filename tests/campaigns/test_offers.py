"""Campaigns in a real purchase: quoted, committed, claimed, given back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.campaign.models import BudgetCounter, BudgetEntry
from campaigns.campaign.move import move
from loyalty.purchase.cancel import cancel
from loyalty.purchase.commit import BurnCodeRequired
from loyalty.purchase.commit_late import LateOrder, commit_late
from loyalty.purchase.models import Order
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order, bonus, with_settings
from tests.campaigns.running import a_campaign, with_stamps

pytestmark = pytest.mark.django_db


def test_a_published_campaign_is_in_the_next_quote_and_a_stopped_one_is_not() -> None:
    # given a shop and a campaign that runs
    shop, member = a_shop(), a_member()
    a_campaign("spring", {"percent_off": {"rate": 1_000}})

    # when a cart of 900.00 is priced
    first = quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision
    move(code="spring", to="paused", author=None, reason="enough", at=NOON)
    second = quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision

    # then it applied, says so, and is gone after the stop
    assert first.discount_kopecks == 9_000
    assert [(one.campaign, one.version, one.kopecks) for one in first.applied] == [("spring", 1, 9_000)]
    assert first.applied[0].text_ru.startswith("Акция spring")
    assert second.discount_kopecks == 0


def test_a_quote_made_before_a_stop_holds_unless_it_is_withdrawn() -> None:
    shop, member = a_shop(), a_member()
    a_campaign("spring", {"percent_off": {"rate": 1_000}})
    cart = a_cart(member)
    held = quote(shop_id=shop.pk, cart=cart, at=NOON)
    withdrawn = quote(shop_id=shop.pk, cart=cart, at=NOON)

    # when it is stopped: the quote holds
    move(code="spring", to="paused", author=None, reason="enough", at=NOON)
    assert an_order(shop, cart, token=held.token).decision.discount_kopecks == 9_000

    # when it goes on and is stopped for good, quotes and all
    move(code="spring", to="running", author=None, reason="on", at=NOON)
    move(code="spring", to="finished", author=None, reason="wrong price", at=NOON, withdraw_quotes=True)
    with pytest.raises(QuoteChanged) as changed:
        an_order(shop, cart, token=withdrawn.token)
    assert changed.value.facts["quote"].decision.discount_kopecks == 0


def test_the_first_order_by_two_tills_gives_one_benefit() -> None:
    # given a campaign for the first order, and two quotes that both have it
    shop, member = a_shop(), a_member()
    a_campaign("welcome", {"percent_off": {"rate": 2_000}}, when={"all": [{"first_order": {}}]})
    one, other = (quote(shop_id=shop.pk, cart=a_cart(member), at=NOON) for _ in range(2))
    assert one.decision.discount_kopecks == other.decision.discount_kopecks == 18_000

    # when both are sold
    an_order(shop, a_cart(member), token=one.token)
    with pytest.raises(QuoteChanged) as changed:
        an_order(shop, a_cart(member), token=other.token)

    # then the second till hears the new price, and nothing of its order is there
    assert changed.value.facts["quote"].decision.discount_kopecks == 0
    assert BudgetCounter.objects.get().used == 1


def test_a_budget_is_counted_refused_and_given_back() -> None:
    # given 100.00 for everyone together, and orders of 900.00 at −10 %
    shop, member = a_shop(), a_member()
    a_campaign("spring", {"percent_off": {"rate": 1_000}},
               budgets=[{"metric": "discount", "limit": 10_000, "period": "month"}])  # fmt: skip

    # when one is sold, 10.00 are left: not enough for another
    placed = an_order(shop, a_cart(member), state="placed")
    assert placed.decision.discount_kopecks == 9_000
    refused = quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision
    assert refused.discount_kopecks == 0
    assert [(one.campaign, one.code) for one in refused.not_applied] == [("spring", "budget")]

    # when the order is cancelled, the money is there again, in the same month
    cancel(shop_id=shop.pk, external_id=placed.external_id, integration_id=None, at=NOON)
    assert quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision.discount_kopecks == 9_000
    assert list(BudgetEntry.objects.values_list("amount", flat=True).order_by("id")) == [9_000, -9_000]
    assert BudgetCounter.objects.get().period_key == "2026-11"


def test_a_budget_may_make_the_last_benefit_smaller() -> None:
    shop, member = a_shop(), a_member()
    a_campaign(
        "spring", {"percent_off": {"rate": 1_000}}, budgets=[{"metric": "discount", "limit": 10_000, "trim": True}]
    )
    assert an_order(shop, a_cart(member)).decision.discount_kopecks == 9_000
    assert an_order(shop, a_cart(member)).decision.discount_kopecks == 1_000
    assert an_order(shop, a_cart(member)).decision.discount_kopecks == 0


def test_a_full_return_gives_the_use_back() -> None:
    shop, member = a_shop(), a_member()
    a_campaign("once", {"percent_off": {"rate": 1_000}}, budgets=[{"metric": "uses", "scope": "member", "limit": 1}])
    sold = an_order(shop, a_cart(member))
    assert quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision.discount_kopecks == 0
    a_return(sold, 2_000)
    assert quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision.discount_kopecks == 9_000


def test_stamps_are_spent_at_the_till_by_the_member_only() -> None:
    # given: six stamps buy a coffee of 450.00, and a code is asked above 449 points
    shop, member = a_shop(), with_stamps(a_member(), 6)
    a_campaign("sixth", {"pieces_for_units": {"unit": "STAMP", "points": 6, "goods": {"categories": ["coffee"]}}})
    with_settings(burn_code_above=449)
    # when / then
    with pytest.raises(BurnCodeRequired):
        an_order(shop, a_cart(member))
    assert an_order(shop, a_cart(member), prove_person=lambda: True).decision.burnt() == {"STAMP": 6}


def test_campaigns_cost_a_quote_one_statement_however_many_there_are() -> None:
    shop, member = a_shop(), a_member()
    counts = []
    for some in (1, 5):
        for number in range(some):
            a_campaign(
                f"c-{some}-{number}", {"percent_off": {"rate": 100}},
                when={"all": [{"spent": {"days": 30 + number, "at_least": 0}}, {"balance": {"at_least": 0}}]},
                budgets=[{"metric": "uses", "scope": "member", "limit": 5, "period": "day"}],
            )  # fmt: skip
        quote(shop_id=shop.pk, cart=a_cart(member), at=NOON)  # compiles the ruleset
        with CaptureQueriesContext(
            connection,
        ) as queries:
            quote(shop_id=shop.pk, cart=a_cart(member), at=NOON)
        counts.append(len(queries))
    assert counts == [3, 3]  # programme and facts, the book, what campaigns need


def test_a_receipt_paid_without_us_earns_and_is_not_discounted() -> None:
    # given a campaign that takes off, and one that adds points
    shop, member = a_shop(), a_member()
    a_campaign("spring", {"percent_off": {"rate": 1_000}})
    a_campaign("extra", {"extra_points": {"points": 70}}, lane="points")

    # when a till sends a receipt of an hour ago
    late = LateOrder(external_id="L-1", cart=a_cart(member), occurred_at=NOON - timedelta(hours=1))
    (result,) = commit_late(shop_id=shop.pk, integration_id=None, orders=[late], at=NOON)

    # then its price stays as it was paid, and the points are there
    assert result.status == "created"
    order = Order.objects.get(external_id="L-1")
    assert order.to_pay_kopecks == order.base_kopecks == 90_000
    assert bonus(member).available == 45 + 70
