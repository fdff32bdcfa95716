from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.cause import Principal
from loyalty.members.contacts import Contact, contact
from loyalty.members.count_code import TooManyCodes
from loyalty.members.models import Challenge, SentCodes
from loyalty.members.standing import MemberBlocked, MemberHasLeft
from loyalty.members.start_challenge import Started, start_challenge
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from tests.builders import NOON, a_member
from tests.cast import ANNA_EMAIL, ANNA_PHONE, BORIS_PHONE, Cast
from tests.together import run_together

STRANGER = "+79120009988"
MINUTE = timedelta(minutes=1)


def _phone(value: str) -> Contact:
    return contact(kind="phone", value=value)


def _start(value: str, at: datetime = NOON, purpose: str = "sign_in") -> Started:
    return start_challenge(purpose=purpose, contact=_phone(value), at=at)


def test_a_code_has_six_digits_and_lives_five_minutes(cast: Cast) -> None:
    started = _start(ANNA_PHONE)
    assert len(started.code) == 6
    assert started.code.isdecimal()
    assert (started.expires_at, started.again_at) == (NOON + 5 * MINUTE, NOON + MINUTE)
    assert (started.language, started.contact.masked) == ("ru", "+7 *** ***-67-34")


def test_neither_code_nor_contact_is_stored_or_shown(cast: Cast) -> None:
    started = _start(ANNA_PHONE)
    assert started.code not in repr(started)
    assert ANNA_PHONE not in repr(started)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text || s::text FROM loyalty_challenge c, loyalty_sentcodes s")
        stored = cursor.fetchone()[0]
    assert ANNA_PHONE[2:] not in stored
    assert started.code.encode().hex() not in stored


def test_strangers_are_treated_alike(cast: Cast) -> None:
    # when a member and a stranger ask for a code
    with CaptureQueriesContext(connection) as for_anna:
        anna = _start(ANNA_PHONE)
    with CaptureQueriesContext(connection) as for_stranger:
        stranger = _start(STRANGER)
    # then nothing a door shows tells them apart, and as much is done for both
    assert (stranger.expires_at, stranger.again_at, stranger.language) == (anna.expires_at, anna.again_at, "ru")
    assert len(for_stranger) == len(for_anna)
    # and only the sender knows that the stranger's code goes nowhere
    assert (anna.known, stranger.known) == (True, False)


@pytest.mark.parametrize("value", [ANNA_PHONE, STRANGER])
def test_the_next_code_is_a_minute_away(cast: Cast, value: str) -> None:
    _start(value)
    for seconds, wait in [(0, 60), (1, 59), (59, 1)]:
        with pytest.raises(TooManyCodes) as refusal:
            _start(value, NOON + timedelta(seconds=seconds))
        assert refusal.value.status == 429
        assert refusal.value.facts == {"retry_after": wait}
    _start(value, NOON + MINUTE)


def test_five_codes_in_any_day(cast: Cast) -> None:
    # given five codes in the last 24 hours, one of them an hour after the others
    for minutes in [0, 1, 2, 3, 60]:
        _start(ANNA_PHONE, NOON + minutes * MINUTE)
    # when a sixth is asked for, then it waits until the first is a day old
    with pytest.raises(TooManyCodes) as refusal:
        _start(ANNA_PHONE, NOON + timedelta(hours=23))
    assert refusal.value.facts == {"retry_after": 3600}
    # and each that grows old frees one place
    tomorrow = NOON + timedelta(days=1)
    _start(ANNA_PHONE, tomorrow)
    with pytest.raises(TooManyCodes):
        _start(ANNA_PHONE, tomorrow + timedelta(seconds=59))
    _start(ANNA_PHONE, tomorrow + MINUTE)
    assert len(SentCodes.objects.get().sent) == 5


def test_limits_are_per_contact_and_purpose(cast: Cast) -> None:
    _start(ANNA_PHONE)
    _start(BORIS_PHONE)
    _start(ANNA_PHONE, purpose="burn")
    start_challenge(purpose="sign_in", contact=contact(kind="email", value=ANNA_EMAIL), at=NOON)
    assert Challenge.objects.count() == 4


def test_fifty_requests_at_once_make_one_code(own_database: str) -> None:
    # given a member and a stranger
    a_member(phone=ANNA_PHONE)
    for value in [ANNA_PHONE, STRANGER]:
        # when fifty codes are asked for at once, each request a little later by its own clock
        calls = [lambda n=n, value=value: _start(value, NOON + timedelta(milliseconds=n)) for n in range(50)]
        results = run_together(*calls)
        # then exactly one is made
        assert len([result for result in results if isinstance(result, Started)]) == 1
        assert len([result for result in results if isinstance(result, TooManyCodes)]) == 49
    assert Challenge.objects.count() == 2


def test_requests_at_once_cannot_pass_the_limit_of_a_day(own_database: str) -> None:
    # given four codes today
    for minutes in range(4):
        _start(STRANGER, NOON + minutes * MINUTE)
    # when twenty more are asked for at once, minutes apart by their clocks
    calls = [lambda n=n: _start(STRANGER, NOON + timedelta(hours=n % 10 + 1)) for n in range(20)]
    results = run_together(*calls)
    # then exactly one is made
    assert len([result for result in results if isinstance(result, Started)]) == 1


def test_who_is_blocked_signs_in_but_gets_no_burn_code(cast: Cast) -> None:
    block(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="проверка", at=NOON)
    assert _start(ANNA_PHONE).known
    with pytest.raises(MemberBlocked):
        _start(ANNA_PHONE, purpose="burn")


def test_who_has_left_is_a_stranger(cast: Cast) -> None:
    leave(member_id=cast.anna, principal=Principal("member", cast.anna), at=NOON)
    assert not _start(ANNA_PHONE).known
    with pytest.raises(MemberHasLeft):
        _start(ANNA_PHONE, purpose="burn")
