from datetime import date

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.cause import Principal
from loyalty.members.models import Member, Visit
from loyalty.membership.leave import leave
from tests.builders import PASSWORD
from tests.cabinet.conftest import Clock
from tests.cast import Cast


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_two_weeks_of_silence_end_a_session(browser_of_anna: Client, clock: Clock) -> None:
    clock.pass_by(days=13, hours=23)
    assert is_in(browser_of_anna)
    clock.pass_by(days=14)
    assert not is_in(browser_of_anna)
    assert not is_in(browser_of_anna)


def test_sixty_days_end_even_a_session_in_use(browser_of_anna: Client, clock: Clock) -> None:
    for _day in range(59):
        clock.pass_by(days=1)
        assert is_in(browser_of_anna)
    clock.pass_by(days=1)
    assert not is_in(browser_of_anna)


def test_a_page_view_is_not_worth_a_write(browser_of_anna: Client, clock: Clock) -> None:
    assert is_in(browser_of_anna)  # the first of the day is
    clock.pass_by(minutes=9)
    with CaptureQueriesContext(connection) as queries:
        assert is_in(browser_of_anna)
    assert [query["sql"] for query in queries if not query["sql"].lstrip().lower().startswith("select")] == []


def test_signing_out_ends_it(browser_of_anna: Client) -> None:
    # given
    before = browser_of_anna.cookies["session"].value

    # when
    answer = browser_of_anna.post("/sign-out/")

    # then neither the new cookie nor the old one opens anything
    assert answer["Location"] == "/sign-in/"
    assert not is_in(browser_of_anna)
    browser_of_anna.cookies["session"] = before
    assert not is_in(browser_of_anna)


def test_a_link_cannot_sign_anybody_out(browser_of_anna: Client) -> None:
    assert browser_of_anna.get("/sign-out/").status_code == 405
    assert is_in(browser_of_anna)


def test_who_leaves_the_programme_is_out_at_once(browser_of_anna: Client, cast: Cast, clock: Clock) -> None:
    leave(member_id=cast.anna, principal=Principal("member", cast.anna), at=clock.at)
    assert not is_in(browser_of_anna)
    assert browser_of_anna.get("/qr/")["Location"] == "/sign-in/"


def test_a_blocked_member_still_sees_the_points(browser_of_anna: Client, cast: Cast) -> None:
    Member.objects.filter(pk=cast.anna).update(state=Member.State.BLOCKED)
    page = browser_of_anna.get("/").content.decode()
    assert "Paying with points is suspended" in page


def test_an_employee_is_no_member_and_stays_signed_in(browser_of_anna: Client, cast: Cast) -> None:
    # given an employee who is in the admin with the same browser
    assert browser_of_anna.login(username="owner", password=PASSWORD)
    assert is_in(browser_of_anna)

    # when they leave the cabinet
    browser_of_anna.post("/sign-out/")

    # then the admin knows them, and the cabinet does not
    assert get_user(browser_of_anna).is_authenticated
    assert not is_in(browser_of_anna)


@pytest.mark.parametrize("path", ["/", "/qr/", "/history/", "/orders/1/"])
def test_every_page_of_a_member_asks_who_it_is(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"] == "/sign-in/"


def test_a_day_in_the_cabinet_is_kept_once(browser_of_anna: Client, cast: Cast, clock: Clock) -> None:
    # given a page before midnight of Moscow, one more, and one after it
    for hours in (0, 11, 2):
        clock.pass_by(hours=hours)
        assert is_in(browser_of_anna)

    # when the same browser forgets that it was there
    session = browser_of_anna.session
    del session["member_day"]
    session.save()
    assert is_in(browser_of_anna)

    # then there are two days
    days = list(Visit.objects.order_by("day").values_list("member_id", "day"))
    assert days == [(cast.anna, date(2026, 11, 21)), (cast.anna, date(2026, 11, 22))]
