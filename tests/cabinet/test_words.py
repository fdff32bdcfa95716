from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cabinet.words import contact_in_words, heading_of_day, in_time, last_day_of, on_day, wait_forms
from loyalty.members.contacts import contact

TODAY = date(2026, 11, 21)  # a Saturday
MOSCOW = ZoneInfo("Europe/Moscow")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("day", "ru", "en"),
    [
        (date(2026, 11, 21), "сегодня", "today"),
        (date(2026, 11, 22), "завтра", "tomorrow"),
        (date(2026, 11, 20), "вчера", "yesterday"),
        (date(2026, 11, 24), "во вторник, 24 ноября", "on Tuesday, 24 November"),
        (date(2026, 11, 27), "в пятницу, 27 ноября", "on Friday, 27 November"),
        (date(2027, 1, 10), "в воскресенье, 10 января 2027 года", "on Sunday, 10 January 2027"),
        (date(2027, 11, 21), "21 ноября 2027 года", "on 21 November 2027"),
        (date(2026, 3, 8), "8 марта", "on 8 March"),
    ],
)
def test_a_day_is_said_as_people_say_it(day: date, ru: str, en: str) -> None:
    for language, words in (("ru", ru), ("en", en)):
        with translation.override(language):
            assert plain(on_day(day, today=TODAY)) == words


@pytest.mark.parametrize(
    ("day", "ru", "en"),
    [
        (date(2026, 11, 21), "Сегодня", "Today"),
        (date(2026, 11, 20), "Вчера", "Yesterday"),
        (date(2026, 11, 19), "Четверг, 19 ноября", "Thursday, 19 November"),
        (date(2025, 12, 31), "31 декабря 2025 года", "31 December 2025"),
    ],
)
def test_a_day_as_a_heading(day: date, ru: str, en: str) -> None:
    for language, words in (("ru", ru), ("en", en)):
        with translation.override(language):
            assert plain(heading_of_day(day, today=TODAY)) == words


def test_points_that_go_at_midnight_can_be_used_the_day_before() -> None:
    # given points that go when Saturday begins in Moscow
    expires_at = datetime(2026, 11, 27, 21, 0, tzinfo=UTC)

    # then Friday is their last day
    assert last_day_of(expires_at, MOSCOW) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("seconds", "ru", "en"),
    [
        (1, "через 1 секунду", "in 1 second"),
        (42, "через 42 секунды", "in 42 seconds"),
        (60, "через 60 секунд", "in 60 seconds"),
        (121, "через 3 минуты", "in 3 minutes"),
        (7201, "через 3 часа", "in 3 hours"),
    ],
)
def test_a_wait_is_never_said_shorter_than_it_is(seconds: int, ru: str, en: str) -> None:
    for language, words in (("ru", ru), ("en", en)):
        with translation.override(language):
            assert in_time(seconds) == words


def test_the_browser_gets_every_plural_form() -> None:
    with translation.override("ru"):
        assert wait_forms() == {
            "one": "через {n} секунду",
            "few": "через {n} секунды",
            "many": "через {n} секунд",
            "other": "через {n} секунд",
        }


def test_a_phone_is_spaced_and_an_e_mail_is_left_alone() -> None:
    assert plain(contact_in_words(contact(kind="phone", value="89123456734"))) == "+7 912 345-67-34"
    assert contact_in_words(contact(kind="email", value="Anna@mail.ru")) == "anna@mail.ru"
