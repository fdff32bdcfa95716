"""A message to an e-mail leaves as a letter; one that the server does not take is told of, without naming anybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from loyalty.members.contacts import contact
from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send
from loyalty.messages.texts import SUBJECTS, TEXTS
from tests.builders import NOON
from tests.cast import ANNA_EMAIL, ANNA_PHONE, Cast
from tests.fakes.mail_server import Letters, mail_server

NOBODY = "nobody@mail.example"


@pytest.fixture
def letters(settings: Settings, tmp_path: Path) -> Iterator[Letters]:
    """A mail server; phones are written to a file."""
    with mail_server(refuses=NOBODY) as letters:
        settings.MESSAGE_CHANNELS = ["email", "file"]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # pytest-django's keeps them in memory
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", letters.port
        settings.DEFAULT_FROM_EMAIL = "Клуб <club@club.example>"
        settings.OUTBOX_DIR = tmp_path
        yield letters


def _remind(kind: str, value: str, **changes: Any) -> None:
    values = {"points": "120 баллов", "day": "31 января 2027 г.", "unsubscribe": "https://club.example/stop/1.x/"}
    send(
        contact=contact(kind=kind, value=value), template="burning", language="ru", values=values, at=NOON,
        headers={"List-Unsubscribe": "<https://club.example/stop/1.x/>"}, **changes,
    )  # fmt: skip


def test_a_letter_has_its_subject_its_words_and_its_headers(cast: Cast, letters: Letters) -> None:
    # when
    _remind("email", ANNA_EMAIL)
    # then
    [letter] = letters.received
    assert (letter["To"], letter["Subject"].strip()) == (ANNA_EMAIL, "Ваши баллы скоро сгорят")
    assert letter["From"] == "Клуб <club@club.example>"
    assert letter["List-Unsubscribe"] == "<https://club.example/stop/1.x/>"
    assert letter["Date"]
    assert letter["Message-ID"]
    assert "120 баллов" in letter.get_content()


def test_a_phone_goes_to_the_next_channel(cast: Cast, letters: Letters, settings: Settings) -> None:
    _remind("phone", ANNA_PHONE)
    assert letters.received == []
    assert ANNA_PHONE in (settings.OUTBOX_DIR / "messages.jsonl").read_text()


@pytest.mark.parametrize("trouble", ["refused", "nobody listens"])
def test_what_the_server_does_not_take_is_not_sent_and_names_nobody(
    cast: Cast, letters: Letters, settings: Settings, trouble: str
) -> None:
    # given
    if trouble == "nobody listens":
        settings.EMAIL_PORT = 1
    # when
    with pytest.raises(NotSent) as told:
        _remind("email", NOBODY)
    # then
    assert letters.received == []
    assert NOBODY not in str(told.value)
    assert told.value.__suppress_context__  # the server's own words hold the address


def test_every_message_has_a_subject_that_names_nobody() -> None:
    assert set(SUBJECTS) == set(TEXTS)
    assert not [code for code, subject in SUBJECTS.items() if "{" in str(subject)]
