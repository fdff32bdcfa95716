"""The cabinet under a clock that stands still until a test moves it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.builders import NOON
from tests.cast import ANNA_PHONE, Cast


@dataclass
class Clock:
    """What the cabinet takes for now."""

    at: datetime = NOON

    def pass_by(self, **time: int) -> None:
        self.at += timedelta(**time)


@dataclass
class Outbox:
    """What was sent, oldest first."""

    file: Path

    def messages(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []

    def last_code(self) -> str:
        """The code of the latest message."""
        return next(word for word in self.messages()[-1]["text"].split() if word.isdigit() and len(word) == 6)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for door in ("cabinet.visit.now", "cabinet.views.sign_in.now", "cabinet.views.friends.now"):
        monkeypatch.setattr(door, lambda: clock.at)
    return clock


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Outbox:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return Outbox(settings.OUTBOX_DIR / "messages.jsonl")


@pytest.fixture
def browser_of_anna(cast: Cast, clock: Clock, outbox: Outbox) -> Client:
    """Anna's phone: signed in through the pages, in English."""
    client = Client(headers={"accept-language": "en"})
    client.post("/sign-in/", {"value": ANNA_PHONE})
    client.post("/sign-in/code/", {"code": outbox.last_code()})
    return client
