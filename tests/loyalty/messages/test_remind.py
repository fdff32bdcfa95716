"""Points about to burn are told of 30, 7 and 1 days before, once each, to those who agreed, while they are awake."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from loyalty.instance.confirm_restore import confirm_restore
from loyalty.ledger.night import run_night
from loyalty.members.consent import GivenConsent
from loyalty.members.models import ConsentText, Member
from loyalty.messages.models import Reminder
from loyalty.messages.remind import LEASE, remind
from loyalty.messages.unsubscribe import unsubscribe
from loyalty.messages.unsubscribe_token import read_token
from tests.builders import a_cart, a_consent_text, a_member, a_shop, an_order, some_points
from tests.cast import ANNA_EMAIL
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BURNS = datetime(2027, 1, 31, 21, 0, tzinfo=UTC)  # midnight in Moscow after the last day, 31 January
LAST_NOON = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path / "messages.jsonl"


@pytest.fixture(autouse=True)
def _texts(own_database: str) -> None:
    a_consent_text(ConsentText.Kind.MARKETING)


def sent(outbox: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outbox.read_text().splitlines()] if outbox.exists() else []


def agreed(granted: bool = True) -> GivenConsent:
    return GivenConsent(kind=ConsentText.Kind.MARKETING, version="1", granted=granted)


def anna(**changes: Any) -> int:
    """A member who agreed, has a proven e-mail and 120 points that burn after 31 January."""
    member = a_member(**{"email": ANNA_EMAIL, "consents": [agreed()], **changes})
    some_points(member, 100, expires_at=BURNS)
    some_points(member, 20, expires_at=BURNS)
    return member


def test_each_step_is_told_once(outbox: Path) -> None:
    # given
    anna()
    # when: every day of the last forty, several times
    told = {days: [remind(at=LAST_NOON - days * DAY + hour * HOUR) for hour in (0, 1, 2)] for days in range(40, -1, -1)}
    # then
    assert [days for days, counts in told.items() if any(counts)] == [30, 7, 1]
    assert all(counts in ([0, 0, 0], [1, 0, 0]) for counts in told.values())
    assert len(sent(outbox)) == 3


def test_it_says_how_much_and_until_when_in_the_members_language(outbox: Path) -> None:
    # given
    anna()
    a_reader = anna(email="reader@mail.ru", language="en")
    some_points(a_reader, 7, expires_at=BURNS + 10 * DAY)
    # when
    remind(at=LAST_NOON - 7 * DAY)
    # then
    first, second, *_others = sorted(sent(outbox), key=lambda message: str(message["to"]))
    assert (first["to"], first["kind"], first["template"]) == (ANNA_EMAIL, "email", "burning")
    assert "120\u00a0баллов: 31 января 2027" in first["text"]
    assert "120\u00a0points: Jan. 31, 2027" in second["text"]


def test_a_missed_step_is_made_up_for_until_the_next(outbox: Path) -> None:
    anna()
    assert remind(at=LAST_NOON - 12 * DAY) == 1
    assert list(Reminder.objects.values_list("days", flat=True)) == [30]


@pytest.mark.parametrize(
    "changes",
    [
        {"consents": []},
        {"consents": [agreed(False)]},
        {"verified": False},
        {"email": None, "phone": "+79123456734"},
    ],
    ids=["never asked", "refused", "e-mail not proven", "no e-mail"],
)
def test_others_hear_nothing(outbox: Path, changes: dict[str, Any]) -> None:
    anna(**changes)
    assert remind(at=LAST_NOON - DAY) == 0
    assert sent(outbox) == []


def test_who_left_hears_nothing(outbox: Path) -> None:
    Member.objects.filter(pk=anna()).update(state=Member.State.LEFT)
    assert remind(at=LAST_NOON - DAY) == 0


def test_points_spent_or_burnt_are_not_told_of(outbox: Path) -> None:
    # given
    an_order(a_shop(), a_cart(anna(), burn=120))
    # when
    spent = remind(at=LAST_NOON - DAY)
    anna(email="other@mail.ru")
    run_night(at=BURNS)
    # then
    assert (spent, remind(at=BURNS + 9 * HOUR)) == (0, 0)


@pytest.mark.parametrize(
    ("zone", "hour", "count"),
    [("", 8, 0), ("", 9, 1), ("", 20, 1), ("", 21, 0), ("Asia/Vladivostok", 2, 1), ("Asia/Vladivostok", 14, 0)],
)
def test_nobody_is_woken(outbox: Path, zone: str, hour: int, count: int) -> None:
    # given a member of a zone, else of the programme's: Moscow
    Member.objects.filter(pk=anna()).update(timezone=zone)
    # when it is this hour in Moscow
    told = remind(at=datetime(2027, 1, 24, hour, 30, tzinfo=UTC) - 3 * HOUR)
    # then
    assert told == count


def test_two_at_once_tell_once(outbox: Path) -> None:
    anna()
    told = run_together(*[lambda: remind(at=LAST_NOON - DAY)] * 4)
    assert sorted(told) == [0, 0, 0, 1]
    assert len(sent(outbox)) == 1


def test_what_no_channel_took_is_tried_again(outbox: Path, settings: Settings) -> None:
    # given no channel
    anna()
    at = LAST_NOON - DAY
    settings.MESSAGE_CHANNELS = []
    assert remind(at=at) == 0
    # when there is one
    settings.MESSAGE_CHANNELS = ["file"]
    told = [remind(at=at + LEASE / 2), remind(at=at + LEASE)]
    # then
    assert told == [0, 1]
    assert Reminder.objects.get().sent_at == at + LEASE


def test_a_restored_copy_is_silent_and_nothing_is_lost(outbox: Path, settings: Settings) -> None:
    # given a copy that nobody has confirmed
    anna()
    settings.INSTANCE_EPOCH = "after a restore"
    assert remind(at=LAST_NOON - DAY) == 0
    # when somebody does
    confirm_restore(by="Olga", reason="the old server is gone")
    # then at once
    assert remind(at=LAST_NOON - DAY) == 1


def test_those_who_have_heard_or_have_no_email_cost_nothing(
    outbox: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # given a member who has heard
    anna()
    at = LAST_NOON - 7 * DAY
    assert remind(at=at) == 1
    with CaptureQueriesContext(connection) as alone:
        assert remind(at=at) == 0
    # when there are three more without an e-mail
    for number in range(3):
        anna(email=None, phone=f"+7912345673{number}")
    # then
    with django_assert_num_queries(len(alone)):
        assert remind(at=at) == 0


def test_a_letter_says_how_to_stop_letters(outbox: Path) -> None:
    # when a reminder went out
    member = anna()
    remind(at=LAST_NOON - 30 * DAY)

    # then the link in its words, and the header for the mail program, are the member's own
    [letter] = sent(outbox)
    link = letter["headers"]["List-Unsubscribe"].strip("<>")
    assert letter["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["text"].endswith(link)
    token = link.rstrip("/").rpartition("/")[2]
    assert read_token(token=token) == member

    # and after following it there are no more reminders
    unsubscribe(member_id=member, proof={}, at=LAST_NOON - 8 * DAY)
    assert remind(at=LAST_NOON - 7 * DAY) == 0
