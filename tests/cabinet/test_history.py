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
    path, seen, pages = "/history/", "", 0
    while path:
        with django_assert_num_queries(6):
            html = browser_of_anna.get(path).content.decode()
        seen += html.replace("\u00a0", " ")
        pages += 1
        following = re.search(r'href="(/history/\?after=\d+)" rel="next"', html)
        path = following[1] if following else ""

    # then every line was there once
    assert pages == 3
    assert [seen.count(f">+{5 + number} points<") for number in range(65)] == [1] * 65


@pytest.mark.parametrize("cursor", ["abc", "1.5", "9" * 5_000, "'; drop", "\u0000"])
def test_a_cursor_that_never_was_is_no_page(browser_of_anna: Client, cursor: str) -> None:
    assert browser_of_anna.get("/history/", {"after": cursor}).status_code == 404


def test_nobody_sees_the_lines_of_others(browser_of_anna: Client, cast: Cast) -> None:
    a_purchase(cast, member=cast.boris)
    assert "Nothing here yet" in words_of(browser_of_anna, "/history/")
