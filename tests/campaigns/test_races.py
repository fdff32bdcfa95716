"""Many tills at once, each with a connection of its own: no budget or limit is exceeded, and nobody waits for ever."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from campaigns.campaign import rulesets
from campaigns.campaign.models import BudgetCounter, BudgetEntry
from campaigns.campaign.move import move
from campaigns.campaign.publish import publish
from campaigns.campaign.rulesets import ruleset_of
from campaigns.campaign.save_draft import save_draft
from campaigns.engine.compiled import Compiled, compile_campaign
from campaigns.engine.definition import Definition
from loyalty.program.current import program
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Cart
from loyalty.purchase.models import Order
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.rules.naming import Names
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.campaigns.running import a_campaign, definition, laws_hold
from tests.together import run_together

TEN_OFF = {"percent_off": {"rate": 1_000}}  # 90.00 of the 900.00 of a_cart
CLIENTS = 50


def sold(results: Sequence[Any]) -> int:
    """How many orders there are; every other answer is `quote_changed` and nothing worse."""
    assert {type(one) for one in results if isinstance(one, BaseException)} <= {QuoteChanged}, results
    return sum(not isinstance(one, BaseException) for one in results)


def promises(shop: Shop, carts: Sequence[Cart]) -> list[Callable[[], Any]]:
    """An order for each cart, all quoted before any is sold: each was promised the discount."""
    found: list[Callable[[], Any]] = []
    for cart in carts:
        promised = quote(shop_id=shop.pk, cart=cart, at=NOON)
        assert promised.decision.discount_kopecks == 9_000
        found.append(partial(an_order, shop, cart, token=promised.token))
    return found


def used(budget: int | None = None) -> int:
    rows = BudgetCounter.objects.all() if budget is None else BudgetCounter.objects.filter(budget=budget)
    return int(rows.aggregate(used=Sum("used"))["used"] or 0)


@pytest.mark.parametrize("shards", [1, 8])
def test_fifty_tills_share_a_budget_of_money_to_the_kopeck(own_database: str, shards: int) -> None:
    # given 1 000.00 for everybody: eleven discounts of 90.00, and fifty tills that were promised one
    shop = a_shop()
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "discount", "limit": 100_000, "shards": shards}])
    orders = promises(shop, [a_cart(a_member()) for _each in range(CLIENTS)])
    # when all are sold at once
    results = run_together(*orders)
    # then eleven had it, and the others heard the new price and left nothing behind
    assert sold(results) == 11
    assert all(
        one.facts["quote"].decision.discount_kopecks in (0, 9_000) for one in results if isinstance(one, QuoteChanged)
    )
    assert (used(), Order.objects.count(), BudgetEntry.objects.count()) == (99_000, 11, 11)
    assert laws_hold()


@pytest.mark.parametrize("shards", [1, 8])
def test_five_uses_are_five(own_database: str, shards: int) -> None:
    shop = a_shop()
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "uses", "limit": 5, "shards": shards}])
    assert sold(run_together(*promises(shop, [a_cart(a_member()) for _each in range(CLIENTS)]))) == 5
    assert used() == 5


def test_a_member_buys_three_times_at_fifty_tills(own_database: str) -> None:
    shop, member = a_shop(), a_member()
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "uses", "scope": "member", "limit": 3}])
    assert sold(run_together(*promises(shop, [a_cart(member)] * CLIENTS))) == 3


def test_the_first_order_at_two_tills_is_first_once(own_database: str) -> None:
    shop, member = a_shop(), a_member()
    a_campaign("welcome", TEN_OFF, when={"all": [{"first_order": {}}]})
    assert sold(run_together(*promises(shop, [a_cart(member)] * 2))) == 1


def test_each_shop_has_a_budget_of_its_own(own_database: str) -> None:
    shops = [a_shop(), a_shop()]
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "uses", "scope": "shop", "limit": 4}])
    orders = [order for shop in shops for order in promises(shop, [a_cart(a_member()) for _each in range(20)])]
    assert sold(run_together(*orders)) == 8
    assert sorted(BudgetCounter.objects.values_list("scope_key", "used")) == sorted((shop.code, 4) for shop in shops)


@pytest.mark.parametrize("shards", [1, 8])
def test_sales_cancels_and_returns_at_once_lose_nothing_and_lock_nobody_up(own_database: str, shards: int) -> None:
    # given two campaigns with budgets of every kind on the same cart, named so that their codes and ids disagree,
    # and orders that take from all of them: ten placed, ten sold
    shop = a_shop()
    limits = {"metric": "uses", "limit": 10**6}
    budgets = [{"metric": "discount", "limit": 10**9, "shards": shards}, {**limits, "scope": "shop"},
               {**limits, "scope": "member"}]  # fmt: skip
    for code, lane, effect in (("z", "goods", "percent_off"), ("a", "order", "percent_off_order")):
        a_campaign(code, {effect: {"rate": 1_000}}, lane=lane, budgets=budgets)
    members = [a_member() for _each in range(10)]
    placed = [an_order(shop, a_cart(member), state="placed") for member in members]
    done = [an_order(shop, a_cart(member)) for member in members]
    one = sum(order.decision.discount_kopecks for order in done) // 10
    # when they are cancelled and returned while others are sold
    results = run_together(
        *(
            partial(cancel, shop_id=shop.pk, external_id=each.external_id, integration_id=None, at=NOON)
            for each in placed
        ),
        *(partial(a_return, each, 2_000) for each in done),
        *(partial(an_order, shop, a_cart(a_member())) for _each in range(20)),
    )
    # then nobody failed, not even by a deadlock, and what is used is what the twenty took
    assert [repr(each) for each in results if isinstance(each, BaseException)] == []
    assert used(204) == 20 * one
    assert laws_hold()


def test_what_comes_back_is_sold_again_but_never_twice(own_database: str) -> None:
    # given five uses, all taken, two of which come back while thirty tills wait for one
    shop = a_shop()
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "uses", "limit": 5}])
    waiting = promises(shop, [a_cart(a_member()) for _each in range(30)])
    taken = [an_order(shop, a_cart(a_member()), state="placed") for _each in range(5)]
    back = [partial(cancel, shop_id=shop.pk, external_id=each.external_id, integration_id=None, at=NOON)
            for each in taken[:2]]  # fmt: skip
    # when
    results = run_together(*back, *waiting)
    # then at most two of them had it: whoever came after the cancels
    assert sold(results[2:]) <= 2
    assert used() == 3 + sold(results[2:])
    assert laws_hold()


# --- Publications ----------------------------------------------------------------------------------------------------


def test_two_publications_at_once_lose_neither(own_database: str) -> None:
    for code in ("spring", "autumn"):
        save_draft(raw=definition(code, TEN_OFF), author=None)
    calls = [partial(publish, code=code, author=None, reason="go", at=NOON) for code in ("spring", "autumn")]
    assert run_together(*calls) == [1, 1]
    assert {one.code for one in ruleset_of(program().ruleset).campaigns} == {"spring", "autumn"}


def test_the_same_campaign_published_twice_at_once_has_one_version(own_database: str) -> None:
    save_draft(raw=definition("spring", TEN_OFF), author=None)
    calls = [partial(publish, code="spring", author=None, reason="go", at=NOON)] * 5
    assert run_together(*calls) == [1] * 5


def test_a_stop_under_load_is_in_the_very_next_quote_of_every_till(own_database: str) -> None:
    # given tills that quote all the time, each with its own connection, and no cache to tell them anything
    shop = a_shop()
    a_campaign("spring", TEN_OFF)
    stopped, seen = threading.Event(), Counter[tuple[bool, int]]()

    def till() -> None:
        after = 0
        while after < 3:
            known = stopped.is_set()
            after += known
            seen[known, quote(shop_id=shop.pk, cart=a_cart(), at=NOON).decision.discount_kopecks] += 1

    def stop() -> None:
        move(code="spring", to="paused", author=None, reason="enough", at=NOON)
        stopped.set()

    # when it is stopped
    assert run_together(*[till] * 6, stop) == [None] * 7
    # then no quote that began after the stop has the discount, and they all went on
    assert seen[True, 9_000] == 0
    assert seen[True, 0] == 18


def test_sales_and_publications_at_once_lock_nobody_up(own_database: str) -> None:
    shop = a_shop()
    a_campaign("spring", TEN_OFF, budgets=[{"metric": "uses", "limit": 1_000}])

    def publish_again(rate: int) -> int:
        save_draft(
            raw=definition(
                "spring",
                {"percent_off": {"rate": rate}},
                budgets=[{"metric": "uses", "limit": 1_000, "shards": 1 + rate % 3}],
            ),
            author=None,
        )
        return publish(code="spring", author=None, reason="again", at=NOON)

    def sell(cart: Cart) -> None:
        """As a till does: whose budget was shared out anew in between takes the new quote."""
        for _attempt in range(5):
            with suppress(QuoteChanged):
                an_order(shop, cart)
                return
        raise AssertionError("told of a change more often than anything was published")

    results = run_together(
        *(partial(sell, a_cart(a_member())) for _each in range(20)),
        *(partial(publish_again, rate) for rate in range(1_000, 1_005)),
    )
    assert [repr(each) for each in results if isinstance(each, BaseException)] == []
    assert used() == 20
    assert laws_hold()


def test_a_ruleset_that_many_ask_for_at_once_is_compiled_once(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    for code in ("spring", "autumn"):
        a_campaign(code, TEN_OFF)
    compiled: list[str] = []

    def noted(definition: Definition, *, version_id: int, names: Names) -> Compiled:
        compiled.append(definition.code)
        return compile_campaign(definition, version_id=version_id, names=names)

    monkeypatch.setattr(rulesets, "compile_campaign", noted)
    # when
    found = run_together(*[partial(ruleset_of, program().ruleset)] * 8)
    # then
    assert all(one is found[0] for one in found)
    assert sorted(compiled) == ["autumn", "spring"]
