import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from loyalty.members.contacts import Contact, contact
from loyalty.messages.channels.channel import NotSent
from loyalty.messages.send import send
from loyalty.messages.texts import TEXTS
from tests.builders import NOON
from tests.cast import ANNA_PHONE, Cast
from tests.together import run_together


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return tmp_path / "outbox" / "messages.jsonl"


def _sent(outbox: Path) -> Iterator[dict[str, Any]]:
    if outbox.exists():
        yield from map(json.loads, outbox.read_text().splitlines())


def _anna() -> Contact:
    return contact(kind="phone", value=ANNA_PHONE)


def _send(code: object = "123456") -> None:
    values = {"code": code, "minutes": 5}
    send(contact=_anna(), template="sign_in_code", language="en", values=values, at=NOON)


def test_nothing_is_sent_before_the_commit(own_database: str, outbox: Path) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        _send()
    assert not list(_sent(outbox))


def test_lines_written_at_once_do_not_mix(own_database: str, outbox: Path) -> None:
    results = run_together(*[lambda n=n: _send(n) for n in range(30)])
    assert results == [None] * 30
    assert sorted(int(message["text"].split()[0]) for message in _sent(outbox)) == list(range(30))


def test_only_the_owner_of_the_process_reads_the_outbox(cast: Cast, outbox: Path) -> None:
    _send()
    assert outbox.stat().st_mode & 0o077 == 0
    assert outbox.parent.stat().st_mode & 0o077 == 0


def test_a_message_nobody_can_take_is_not_lost_in_silence(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    # given no channel
    settings.MESSAGE_CHANNELS = []
    with pytest.raises(NotSent):
        _send()
    # or one that cannot write
    settings.MESSAGE_CHANNELS = ["file"]
    settings.OUTBOX_DIR = tmp_path / "a file"
    settings.OUTBOX_DIR.touch()
    with pytest.raises(NotSent):
        _send()


@pytest.mark.parametrize("template", ["sign_in_code", "burn_code"])
def test_every_code_text_says_the_code_and_how_long_it_works(template: str) -> None:
    text = str(TEXTS[template])
    assert "{code}" in text
    assert "{minutes}" in text
