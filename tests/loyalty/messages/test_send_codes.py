"""Codes go out beside the request, once, to whoever is a member; nothing of them lies open on the way."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from pytest_django import Settings

from loyalty import clock
from loyalty.members.answer_challenge import answer_challenge
from loyalty.members.contacts import Contact, contact
from loyalty.members.models import Challenge
from loyalty.members.start_challenge import Started, start_challenge
from loyalty.members.waiting_codes import AGAIN, claim_code
from loyalty.messages import send_soon as beside
from loyalty.messages.send_codes import send_codes
from loyalty.messages.send_soon import send_soon
from tests.builders import NOON, a_member
from tests.cast import ANNA_PHONE, Cast
from tests.together import run_together

MINUTE = timedelta(minutes=1)
_run_beside = beside._run_beside


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path / "messages.jsonl"


def _sent(outbox: Path) -> Iterator[dict[str, Any]]:
    if outbox.exists():
        yield from map(json.loads, outbox.read_text().splitlines())


def _phone(value: str = ANNA_PHONE) -> Contact:
    return contact(kind="phone", value=value)


def _start(**how: Any) -> Started:
    return start_challenge(**{"purpose": "sign_in", "contact": _phone(), "at": NOON, **how})


@pytest.mark.parametrize("purpose", ["sign_in", "burn"])
def test_a_member_gets_the_code_in_their_language(db: None, outbox: Path, purpose: str) -> None:
    # given a member who reads English, and a code
    a_member(phone=ANNA_PHONE, language="en")
    started = _start(purpose=purpose)
    # when it is sent
    assert send_codes(at=NOON) == 1
    # then it can be read in the outbox
    [message] = _sent(outbox)
    assert message["text"].startswith(f"{started.code} is ")
    assert "5 minutes" in message["text"]
    assert (message["to"], message["kind"], message["language"]) == (ANNA_PHONE, "phone", "en")
    assert (message["template"], message["at"]) == (f"{purpose}_code", NOON.isoformat())


def test_a_code_is_sent_once_and_forgotten(cast: Cast, outbox: Path) -> None:
    _start()
    assert [send_codes(at=NOON), send_codes(at=NOON + MINUTE)] == [1, 0]
    assert len(list(_sent(outbox))) == 1
    assert Challenge.objects.get().sealed_code is None


def test_a_stranger_gets_nothing(cast: Cast, outbox: Path) -> None:
    _start(contact=_phone("+79990000000"))
    assert send_codes(at=NOON) == 0
    assert not list(_sent(outbox))


def test_the_code_does_not_lie_open_while_it_waits(cast: Cast) -> None:
    started = _start()
    with connection.cursor() as cursor:
        cursor.execute("select c::text, c.sealed_code from loyalty_challenge c")
        stored, sealed = cursor.fetchone()
    for secret in (started.code, ANNA_PHONE[1:]):
        assert secret.encode().hex() not in stored
        assert secret.encode() not in bytes(sealed)
    assert started.code not in repr(claim_code(at=NOON))


def test_what_no_channel_took_is_tried_again_while_it_works(
    cast: Cast, settings: Settings, outbox: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # given
    settings.MESSAGE_CHANNELS = []
    started = _start()
    assert send_codes(at=NOON) == 0
    assert "a code was not sent" in caplog.text
    assert started.code not in caplog.text
    settings.MESSAGE_CHANNELS = ["file"]
    # when it is too early, then when it is time
    assert [send_codes(at=NOON + AGAIN / 2), send_codes(at=NOON + AGAIN)] == [0, 1]
    # and a code that no longer works is not sent
    settings.MESSAGE_CHANNELS = []
    _start(at=NOON + MINUTE)
    settings.MESSAGE_CHANNELS = ["file"]
    assert send_codes(at=NOON + 6 * MINUTE) == 0


def test_an_older_code_is_not_sent_after_a_newer_one(cast: Cast, outbox: Path) -> None:
    _start()
    newer = _start(at=NOON + MINUTE)
    assert send_codes(at=NOON + MINUTE) == 1
    assert newer.code in next(_sent(outbox))["text"]


def test_ten_senders_send_each_code_once(own_database: str, outbox: Path) -> None:
    phones = [f"+7912000000{n}" for n in range(10)]
    for phone in phones:
        a_member(phone=phone)
        _start(contact=_phone(phone))
    assert sum(run_together(*[lambda: send_codes(at=NOON)] * 10)) == 10
    assert sorted(message["to"] for message in _sent(outbox)) == phones


def test_the_request_does_not_wait_for_a_slow_provider(
    own_database: str, outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given the real thread, and a provider that answers when we let it
    from threading import Event

    monkeypatch.setattr(beside, "_run_beside", _run_beside)
    a_member(phone=ANNA_PHONE)
    at = clock.now()
    started = _start(at=at)
    let = Event()
    real = send_codes
    with patch("loyalty.messages.send_soon.send_codes", side_effect=lambda at: let.wait(30) and real(at=at)):
        # when the door tells it, twice, then the door goes on while nothing has been sent
        send_soon(at=at)
        send_soon(at=at)
        assert not list(_sent(outbox))
        # and the code arrives
        let.set()
        until = time.monotonic() + 20
        while not list(_sent(outbox)) and time.monotonic() < until:
            let.wait(0.01)
        beside._sender.submit(lambda: None).result(timeout=20)
    [message] = _sent(outbox)
    assert started.code in message["text"]
    assert answer_challenge(purpose="sign_in", contact=_phone(), code=started.code, at=at).member_id
