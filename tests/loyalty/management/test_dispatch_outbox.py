"""Events delivered without any broker."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from loyalty.events.kinds import MEMBER_BLOCKED
from loyalty.events.models import Delivery
from loyalty.events.react import Happened
from loyalty.events.record import record
from loyalty.events.relay import relay
from loyalty.management.commands import dispatch_outbox
from tests.builders import NOON
from tests.fakes.reactions import reacting
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def seen() -> Iterator[list[int]]:
    """The events that a reaction has seen."""
    seen: list[int] = []

    def react(event: Happened, at: datetime) -> None:
        seen.append(event.id)

    with reacting("see", react, MEMBER_BLOCKED):
        yield seen


@pytest.fixture
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def dispatch(*arguments: str) -> str:
    out = StringIO()
    call_command("dispatch_outbox", *arguments, stdout=out)
    return out.getvalue().strip()


def test_once_delivers_all_that_is_due_and_ends(seen: list[int]) -> None:
    # given more than one batch
    for _number in range(70):
        record(kind=MEMBER_BLOCKED, at=NOON)
    # when
    said = dispatch("--once")
    # then
    assert said == "done: 70, failed: 0"
    assert len(seen) == len(set(seen)) == 70


def test_two_at_once_share_the_work(seen: list[int]) -> None:
    for _number in range(70):
        record(kind=MEMBER_BLOCKED, at=NOON)
    run_together(lambda: dispatch("--once"), lambda: dispatch("--once"))
    assert len(seen) == len(set(seen)) == 70


@pytest.mark.usefixtures("_signals")
def test_it_goes_on_until_told_and_finishes_what_it_has(seen: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    # given one event now, one that happens while it waits, and a SIGTERM in the middle of that one's batch
    monkeypatch.setattr(dispatch_outbox, "PAUSE", 0)
    looks = []

    def look(**how: Any) -> object:
        looks.append(how)
        if len(looks) == 3:
            record(kind=MEMBER_BLOCKED, at=NOON)
            os.kill(os.getpid(), signal.SIGTERM)
        return relay(**how)

    monkeypatch.setattr(dispatch_outbox, "relay", look)
    record(kind=MEMBER_BLOCKED, at=NOON)
    # when
    said = dispatch()
    # then
    assert len(looks) == 3
    assert len(seen) in (1, 2)
    assert said == f"done: {len(seen)}, failed: 0"
    assert Delivery.objects.filter(lease_until__isnull=False).count() == 0
