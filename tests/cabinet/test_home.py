import re
from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from loyalty.ledger.cause import SYSTEM, Cause
from loyalty.ledger.earn import earn
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner
from loyalty.members.qr import LIFETIME, make_qr, read_qr
from tests.builders import NOON, a_return, some_points
from tests.cabinet.conftest import Clock
from tests.cabinet.sales import a_purchase
from tests.cast import Cast


def words_of(client: Client, path: str = "/") -> str:
    """The text of the page, as it is read."""
    body = client.get(path).content.decode().partition("<main")[2].partition(">")[2].partition("</main>")[0]
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", body))
    return " ".join(text.replace("\u00a0", " ").split())


def test_a_new_member_learns_how_to_get_the_first_points(browser_of_anna: Client) -> None:
    words = words_of(browser_of_anna)
    assert "Available 0 points" in words
    assert "Nothing here yet" in words
    assert "and the first points will come. 5% of what you pay in money comes back as points." in words


def test_the_card_the_balance_and_its_parts_are_on_the_first_page(browser_of_anna: Client, cast: Cast) -> None:
    # given 500 points that expire on Friday, 25 earned, 200 held for an order, and 40 that are coming
    for points, start, days, key in ((500, NOON, 7, "a"), (40, NOON + timedelta(days=10), 300, "b")):
        earn(
            owner=Owner.member(cast.anna), unit="BONUS", points=points, at=NOON, natural_key=key,
            dates=Dates(available_from=start, expires_at=NOON.replace(hour=21) + timedelta(days=days - 1)),
            cause=Cause(principal=SYSTEM, reason="test"),
        )  # fmt: skip
    a_purchase(cast)
    a_purchase(cast, "W-2", price=629_00, burn=200, state="placed")

    # when
    words = words_of(browser_of_anna)

    # then
    assert "Анна, your card and points Available 325 points 300 points expire on Friday, 27 November" in words
    assert "2200 1234 5678 1234" in words
    assert "Pending 40 points 40 points will be available on Tuesday, 1 December" in words
    assert "Held 200 points Promised to an order that is not completed yet Today: ₽429 at “Кофе на Лесной”" in words
    assert "+25 points for a purchase of ₽510 at “Кофе на Лесной” — 5% of what was paid in money" in words


def test_a_debt_is_named_for_what_it_is(browser_of_anna: Client, cast: Cast) -> None:
    # given points spent before the goods that had earned them came back
    order = a_purchase(cast)
    a_purchase(cast, "R-2", price=50_00, burn=25, at=NOON + timedelta(minutes=1))
    a_return(order, 1_000, at=NOON + timedelta(minutes=2))

    # then
    words = words_of(browser_of_anna)
    assert "Debt 24 points For goods you returned. The next points you earn will cover it" in words


def test_the_code_on_the_card_proves_who_holds_the_phone(browser_of_anna: Client, cast: Cast, clock: Clock) -> None:
    # when the page is open
    first = browser_of_anna.get("/").content.decode()
    clock.pass_by(seconds=40)
    second = browser_of_anna.get("/qr/")

    # then the code is a fresh one each time
    assert second["Content-Type"] == "image/svg+xml"
    assert second.content.decode().startswith("<svg")
    assert second.content.decode() not in first
    assert read_qr(text=make_qr(member_id=cast.anna, at=clock.at), at=clock.at + LIFETIME / 2) == cast.anna


def test_without_scripts_the_page_renews_itself_before_the_code_is_stale(browser_of_anna: Client) -> None:
    html = browser_of_anna.get("/").content.decode()
    found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', html)
    assert found
    assert int(found[1]) < LIFETIME.total_seconds()


def test_pages_are_for_no_cache_and_hold_nothing_inline(browser_of_anna: Client, cast: Cast) -> None:
    # given
    order = a_purchase(cast)

    for path in ("/", "/history/", f"/orders/{order.id}/", "/qr/", "/sign-in/"):
        # when
        answer = browser_of_anna.get(path)

        # then
        html = answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
        assert not re.search(r"(src|href|action)=\"(https?:)?//", html)


def test_addresses_name_no_person(browser_of_anna: Client, cast: Cast) -> None:
    a_purchase(cast)
    html = browser_of_anna.get("/").content.decode() + browser_of_anna.get("/history/").content.decode()
    addresses = " ".join(re.findall(r'(?:href|action|data-url)="([^"]+)"', html))
    assert "/orders/" in addresses
    assert not re.search(r"\d{7,}|@|anna", addresses, re.IGNORECASE)


def test_a_long_history_costs_no_more_queries(
    browser_of_anna: Client, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # given one purchase, then thirty; two of the queries count coupons and ask whether friends may be invited
    a_purchase(cast)
    browser_of_anna.get("/")  # the first page of a day is remembered
    with django_assert_num_queries(14):
        browser_of_anna.get("/")
    for number in range(30):
        a_purchase(cast, f"M-{number}", at=NOON + timedelta(seconds=number))

    # then
    with django_assert_num_queries(14):
        browser_of_anna.get("/")


def test_the_language_is_switched_by_a_button(browser_of_anna: Client) -> None:
    # when
    answer = browser_of_anna.post("/i18n/setlang/", {"language": "ru", "next": "/history/"})

    # then
    assert answer["Location"] == "/history/"
    assert "Пока пусто" in browser_of_anna.get("/history/").content.decode()


def test_the_colour_comes_as_a_file(client: Client, db: None) -> None:
    answer = client.get("/accent.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=600"
    assert "--accent:#0f6b4f" in answer.content.decode()


def test_frozen_points_are_shown_with_a_decent_word(browser_of_anna: Client, cast: Cast) -> None:
    # given
    some_points(cast.anna, 500)
    account = Account.objects.get(owner_id=cast.anna)
    freeze(account_id=account.pk, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)
    # then
    words = words_of(browser_of_anna)
    assert "Available 500 points" in words
    assert "We are checking your points" in words
    assert "Q-01" not in words
