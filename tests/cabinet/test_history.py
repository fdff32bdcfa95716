import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.builders import NOON, a_return
from tests.cabinet.conftest import Clock
from tests.cabinet.sales import a_purchase
from tests.cabinet.test_home import words_of
from tests.cast import Cast


def test_each_line_says_why_under_its_day(browser_of_anna: Client, cast: Cast, clock: Clock) -> None:
    # given a purchase, one paid with points the next day, and its return
    a_purchase(cast)
    order = a_purchase(cast, "R-2", price=450_00, pieces=2, burn=20, at=NOON + timedelta(days=1))
    a_return(order, 1_000, at=NOON + timedelta(days=1, hours=1))
    clock.pass_by(days=2)

    # when
    words = words_of(browser_of_anna, "/history/")

    # then
    assert words == (
        "← Card and points History "
        "Yesterday "
        "−22 points : goods returned to “Кофе на Лесной”, what they had earned is taken back 13:00 "
        "+10 points : goods returned to “Кофе на Лесной”, the points that paid for them are yours again 13:00 "
        "+44 points for a purchase of ₽880 at “Кофе на Лесной” — 5% of what was paid in money 12:00 "
        "−20 points toward a purchase of ₽900 at “Кофе на Лесной” 12:00 "
        "Saturday, 21 November "
        "+25 points for a purchase of ₽510 at “Кофе на Лесной” — 5% of what was paid in money 12:00"
    )


def test_a_long_history_comes_in_pages(
    browser_of_anna: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # given 65 purchases, each of its own price
    for number in range(65):
        a_purchase(cast, f"R-{number}", price=100_00 + number * 20_00, at=NOON + timedelta(seconds=number))

    # when pages are turned to the end
    browser_of_anna.get("/")  # the first page of a day is remembered
    path, seen, pages = "/history/", "", 0
    while path:
        with django_assert_num_queries(7):
            html = browser_of_anna.get(path).content.decode()
        seen += html.replace("\u00a0", " ")
        pages += 1
        following = re.search(r'href="(/history/\?after=\d+-\d+)" rel="next"', html)
        path = following[1] if following else ""

    # then every line was there once
    assert pages == 3
    assert [seen.count(f">+{5 + number} points<") for number in range(65)] == [1] * 65


@pytest.mark.parametrize("cursor", ["abc", "1.5", "5", "1-2-3", "5-77", "١-٢", "9" * 5_000, "'; drop"])
def test_a_cursor_that_never_was_is_no_page(browser_of_anna: Client, cursor: str) -> None:
    assert browser_of_anna.get("/history/", {"after": cursor}).status_code == 404


def test_nobody_sees_the_lines_of_others(browser_of_anna: Client, cast: Cast) -> None:
    a_purchase(cast, member=cast.boris)
    assert "Nothing here yet" in words_of(browser_of_anna, "/history/")


def test_purchases_that_moved_no_points_are_told_in_their_places(browser_of_anna: Client, cast: Cast) -> None:
    # given small purchases too cheap to earn, around one that earned, and one of them brought back
    a_purchase(cast, "S-1", price=10_00)
    a_purchase(cast, "R-1", price=510_00, at=NOON + timedelta(minutes=1))
    small = a_purchase(cast, "S-2", price=12_50, at=NOON + timedelta(minutes=2))
    a_return(small, 1_000, at=NOON + timedelta(minutes=3))
    a_purchase(cast, "P-1", price=11_00, state="placed", at=NOON + timedelta(minutes=4))

    # then each has its line and leads to its page; what is not completed is not history yet
    for path in ("/history/", "/"):
        words = words_of(browser_of_anna, path)
        assert (
            "A purchase of ₽12.50 at “Кофе на Лесной” without points, returned 12:02 "
            "+25 points for a purchase of ₽510 at “Кофе на Лесной” — 5% of what was paid in money 12:01 "
            "A purchase of ₽10 at “Кофе на Лесной” without points 12:00"
        ) in words
        assert "₽11" not in words
    assert f"/orders/{small.id}/" in browser_of_anna.get("/history/").content.decode()


def test_pages_of_both_kinds_lose_and_repeat_nothing(browser_of_anna: Client, cast: Cast) -> None:
    # given purchases with and without points in turns, and many without at the same instant
    for number in range(70):
        price = 100_00 + number * 20_00 if number % 3 else 1_00 + number
        a_purchase(cast, f"R-{number}", price=price, at=NOON + timedelta(seconds=number if number < 40 else 40))

    # when pages are turned to the end
    path, orders = "/history/", []
    while path:
        html = browser_of_anna.get(path).content.decode()
        orders += re.findall(r'href="/orders/(\d+)/"', html)
        following = re.search(r'href="(/history/\?after=[\d-]+)" rel="next"', html)
        path = following[1] if following else ""

    # then every purchase was there once
    assert len(orders) == len(set(orders)) == 70


def test_nobody_turns_pages_by_the_orders_of_others(browser_of_anna: Client, cast: Cast) -> None:
    order = a_purchase(cast, member=cast.boris)
    assert browser_of_anna.get("/history/", {"after": f"5-{order.id}"}).status_code == 404
