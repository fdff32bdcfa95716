import re
from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from loyalty.purchase.cancel import cancel
from tests.builders import NOON, a_return
from tests.cabinet.sales import a_purchase
from tests.cabinet.test_home import words_of
from tests.cast import Cast


def test_a_purchase_says_what_was_bought_how_it_was_paid_and_why(browser_of_anna: Client, cast: Cast) -> None:
    # given points, and a purchase with delivery that some of them pay for
    a_purchase(cast)
    order = a_purchase(cast, "R-2", price=450_00, pieces=2, burn=20, delivery=199_00, at=NOON + timedelta(minutes=1))

    # when
    words = words_of(browser_of_anna, f"/orders/{order.id}/")

    # then
    assert words.startswith(
        "← History Purchase of ₽1,079 “Кофе на Лесной” · Today, 12:01 Receipt R-2 −20 points +44 points Why "
    )
    assert "20 points paid for ₽20 of the purchase +44 points for a purchase of ₽880 — 5% of what was paid" in words
    assert "44 points can be spent at once, until 21 November 2027 inclusive" in words
    assert "Goods Капучино ₽880 2 for ₽900 · ₽20 paid with points" in words
    assert words.endswith("How it was paid Goods ₽900 Delivery ₽199 Paid with points −₽20 Paid in money ₽1,079")


def test_a_return_says_what_came_back(browser_of_anna: Client, cast: Cast) -> None:
    # given
    a_purchase(cast)
    order = a_purchase(cast, "R-2", price=450_00, pieces=2, burn=20, at=NOON + timedelta(minutes=1))
    a_return(order, 1_000, at=NOON + timedelta(minutes=2))

    # when
    words = words_of(browser_of_anna, f"/orders/{order.id}/")

    # then
    assert "Returns Today, 12:02: ₽440 back Капучино, 1 of 2: ₽440 and 10 points back" in words
    assert "−22 points: what is left earns 22 points" in words
    assert "+10 points that had paid for the goods returned" in words
    assert "returned: 1" in words


def test_an_order_on_its_way_says_what_will_be(browser_of_anna: Client, cast: Cast) -> None:
    # given
    a_purchase(cast)
    order = a_purchase(cast, "W-2", burn=20, state="placed", at=NOON + timedelta(minutes=1))

    # then
    words = words_of(browser_of_anna, f"/orders/{order.id}/")
    assert "Ordered. The points are reserved until you receive it When it is completed" in words
    assert "Receipt W-2 Ordered." in words
    assert words.endswith("To pay in money ₽490")

    # when it is cancelled
    cancel(shop_id=cast.lesnaya.pk, external_id="W-2", integration_id=cast.till.pk, at=NOON + timedelta(minutes=2))

    # then nothing is promised any more
    words = words_of(browser_of_anna, f"/orders/{order.id}/")
    assert "Cancelled. The points are available again" in words
    assert "When it is completed" not in words


def test_an_order_of_somebody_else_is_as_absent_as_none(browser_of_anna: Client, cast: Cast) -> None:
    # given
    foreign = a_purchase(cast, member=cast.boris)
    guest = a_purchase(cast, "G-1", member=cast.vera)

    # when
    answers = [browser_of_anna.get(f"/orders/{number}/") for number in (foreign.id, guest.id, 10**9, 10**30)]

    # then
    assert [answer.status_code for answer in answers] == [404] * 4
    pages = {re.sub(r'value="[A-Za-z0-9/]+"', "", answer.content.decode()) for answer in answers}
    assert len(pages) == 1


def test_many_lines_and_returns_cost_no_more_queries(
    browser_of_anna: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    order = a_purchase(cast, pieces=9)
    for number in range(5):
        a_return(order, 1_000, at=NOON + timedelta(minutes=number))
    browser_of_anna.get("/")  # the first page of a day is remembered
    with django_assert_num_queries(8):
        browser_of_anna.get(f"/orders/{order.id}/")
