"""Whoever guesses passwords is slowed down, and learns nothing about which logins exist."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from tests.builders import NOON, PASSWORD, a_user
from tests.cast import Cast

LOGIN = "/admin/login/"


class Clock:
    at: datetime = NOON


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("loyalty.admin.sign_in.now", lambda: clock.at)
    return clock


def _try(login: str, password: str = "wrong", *, forwarded: str = "", language: str = "en") -> tuple[int, str, str]:
    browser = Client(headers={"x-forwarded-for": forwarded})
    browser.cookies["language"] = language
    answer = browser.post(LOGIN, {"username": login, "password": password})
    words = re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())
    return answer.status_code, answer.headers.get("Retry-After", ""), words.replace(login, "…")


def test_five_tries_for_a_login_that_exists_and_for_one_that_does_not(cast: Cast) -> None:
    tries = {login: [_try(login) for _time in range(6)] for login in ("owner", "nobody")}
    assert tries["owner"] == tries["nobody"]
    assert [(status, wait) for status, wait, _page in tries["owner"]] == [(200, "")] * 5 + [(429, "300")]
    assert "Too many attempts. Try again in 5 minutes." in tries["owner"][5][2]


def test_the_right_password_is_refused_like_a_wrong_one_until_it_is_time(cast: Cast, clock: Clock) -> None:
    for _time in range(5):
        _try("owner")
    assert _try("OWNER")[0] == 429  # the same login to whoever types it
    assert _try("owner", PASSWORD)[0] == 429
    clock.at += timedelta(minutes=5)
    assert _try("owner", PASSWORD)[0] == 302


def test_signing_in_is_no_guess(cast: Cast) -> None:
    assert [_try("owner", PASSWORD)[0] for _time in range(7)] == [302] * 7


def test_a_header_of_the_guesser_does_not_help(cast: Cast, settings: Settings) -> None:
    # given
    settings.LIMIT_SIGN_INS_FROM_ADDRESS = 3
    # when every guess is for another login and names another address
    tries = [_try(f"user-{number}", forwarded=f"10.0.0.{number}")[0] for number in range(5)]
    # then they are counted together
    assert tries == [200, 200, 200, 429, 429]


def test_behind_a_proxy_the_address_it_saw_is_counted(cast: Cast, settings: Settings) -> None:
    settings.LIMIT_SIGN_INS_FROM_ADDRESS, settings.NUM_PROXIES = 2, 1
    tries = [_try(f"user-{number}", forwarded=f"10.0.0.{number}, 203.0.113.7")[0] for number in range(3)]
    assert tries == [200, 200, 429]
    assert _try("user-9", forwarded="203.0.113.7, 203.0.113.8")[0] == 200


def test_who_may_not_enter_the_admin_hears_the_same(cast: Cast) -> None:
    outsider = a_user("outsider")
    type(outsider).objects.filter(pk=outsider.pk).update(is_staff=False)
    assert _try("outsider", PASSWORD) == _try("nobody", PASSWORD)


def test_the_words_are_russian_too(cast: Cast) -> None:
    for _time in range(5):
        _try("owner")
    assert "Слишком много попыток. Повторите через 5 минут." in _try("owner", language="ru")[2]
