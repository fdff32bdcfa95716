from datetime import datetime, timedelta

import pytest
from django.db import transaction

from loyalty.limits.count import TooManyAttempts
from loyalty.members.answer_challenge import Answered, CodeExpired, WrongCode, answer_challenge
from loyalty.members.contacts import Contact, contact
from loyalty.members.models import Identity
from loyalty.members.start_challenge import start_challenge
from tests.builders import NOON, a_member
from tests.cast import ANNA_PHONE, BORIS_PHONE, Cast
from tests.together import run_together

STRANGER = "+79120009988"
MINUTE = timedelta(minutes=1)


def _phone(value: str) -> Contact:
    return contact(kind="phone", value=value)


def _sent(value: str, at: datetime = NOON, *, purpose: str = "sign_in", shop_id: int | None = None) -> str:
    return start_challenge(purpose=purpose, contact=_phone(value), shop_id=shop_id, at=at).code


def _answer(
    value: str, code: str, at: datetime = NOON, *, purpose: str = "sign_in", shop_id: int | None = None
) -> Answered:
    return answer_challenge(purpose=purpose, contact=_phone(value), code=code, shop_id=shop_id, at=at)


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_tells_who_it_is(cast: Cast) -> None:
    code = _sent(ANNA_PHONE)
    assert _answer(ANNA_PHONE, f" {code[:3]} {code[3:]}").member_id == cast.anna


def test_a_code_signs_in_once(cast: Cast) -> None:
    code = _sent(ANNA_PHONE)
    _answer(ANNA_PHONE, code)
    with pytest.raises(CodeExpired):
        _answer(ANNA_PHONE, code)


def test_fifty_answers_at_once_sign_in_once(own_database: str) -> None:
    a_member(phone=ANNA_PHONE)
    code = _sent(ANNA_PHONE)
    results = run_together(*[lambda: _answer(ANNA_PHONE, code)] * 50)
    assert len([result for result in results if isinstance(result, Answered)]) == 1
    assert len([result for result in results if isinstance(result, CodeExpired)]) == 19
    assert len([result for result in results if isinstance(result, TooManyAttempts)]) == 30


def test_five_wrong_answers_end_a_code(cast: Cast) -> None:
    code = _sent(ANNA_PHONE)
    for left in [4, 3, 2, 1, 0]:
        with pytest.raises(WrongCode) as refusal:
            _answer(ANNA_PHONE, _wrong(code))
        assert (refusal.value.status, refusal.value.facts) == (422, {"attempts_left": left})
    with pytest.raises(CodeExpired):
        _answer(ANNA_PHONE, code)


def test_guesses_at_once_get_five_tries(own_database: str) -> None:
    # given a code
    a_member(phone=ANNA_PHONE)
    code = _sent(ANNA_PHONE)
    # when fifty wrong ones are tried at once
    results = run_together(*[lambda: _answer(ANNA_PHONE, _wrong(code))] * 50)
    # then five were compared, each counted once
    tries = [result.facts["attempts_left"] for result in results if isinstance(result, WrongCode)]
    assert sorted(tries) == [0, 1, 2, 3, 4]
    assert len([result for result in results if isinstance(result, CodeExpired)]) == 15
    assert len([result for result in results if isinstance(result, TooManyAttempts)]) == 30


@pytest.mark.parametrize("value", [ANNA_PHONE, STRANGER])
def test_twenty_tries_an_hour_whatever_codes_were_sent(cast: Cast, value: str) -> None:
    # given four codes, each mistyped five times
    for minute in range(4):
        code = _sent(value, NOON + minute * MINUTE)
        for _try in range(5):
            with pytest.raises(WrongCode):
                _answer(value, _wrong(code), NOON + minute * MINUTE)
    # when the fifth code is tried, right or wrong
    last = NOON + 4 * MINUTE
    code = _sent(value, last)
    for tried in [code, _wrong(code)]:
        with pytest.raises(TooManyAttempts) as refusal:
            _answer(value, tried, last)
        # then it waits until the first tries are an hour old
        assert refusal.value.facts == {"retry_after": 56 * 60}


def test_a_code_lives_five_minutes(cast: Cast) -> None:
    code = _sent(ANNA_PHONE)
    with pytest.raises(CodeExpired):
        _answer(ANNA_PHONE, code, NOON + 5 * MINUTE)
    assert _answer(ANNA_PHONE, code, NOON + 5 * MINUTE - timedelta(seconds=1)).member_id == cast.anna


def test_only_the_last_code_works(cast: Cast) -> None:
    first, second = _sent(ANNA_PHONE), _sent(ANNA_PHONE, NOON + MINUTE)
    if first != second:
        with pytest.raises(WrongCode):
            _answer(ANNA_PHONE, first, NOON + MINUTE)
    assert _answer(ANNA_PHONE, second, NOON + MINUTE).member_id == cast.anna


def test_strangers_hear_what_members_hear(cast: Cast) -> None:
    # given a code made for a stranger, which nobody has received
    code = _sent(STRANGER)
    # when it is guessed wrong, or even right, then it is the same refusal a member gets
    for answer, left in [(_wrong(code), 4), (code, 3)]:
        with pytest.raises(WrongCode) as refusal:
            _answer(STRANGER, answer)
        assert refusal.value.facts == {"attempts_left": left}
    # and who never asked for a code hears no more either
    for value in ["+79120000000", BORIS_PHONE]:
        with pytest.raises(CodeExpired):
            _answer(value, code)


def test_a_code_is_for_its_contact_and_purpose(cast: Cast) -> None:
    code = _sent(ANNA_PHONE)
    with pytest.raises(CodeExpired):
        _answer(BORIS_PHONE, code)
    with pytest.raises(CodeExpired):
        _answer(ANNA_PHONE, code, purpose="burn")


def test_a_burn_code_works_in_its_shop_alone(cast: Cast) -> None:
    code = _sent(ANNA_PHONE, purpose="burn", shop_id=cast.lesnaya.pk)
    for shop_id in [cast.other_shop.pk, None]:
        with pytest.raises(CodeExpired):
            _answer(ANNA_PHONE, code, purpose="burn", shop_id=shop_id)
    assert _answer(ANNA_PHONE, code, purpose="burn", shop_id=cast.lesnaya.pk).member_id == cast.anna


@pytest.mark.parametrize("junk", ["", "\x00", "\ud800", "٣" * 6, "1" * 100_000])
def test_junk_is_a_wrong_code(cast: Cast, junk: str) -> None:
    _sent(ANNA_PHONE)
    with pytest.raises(WrongCode):
        _answer(ANNA_PHONE, junk)


def test_an_answered_code_proves_the_contact(db: None) -> None:
    a_member(phone=ANNA_PHONE, verified=False)
    _answer(ANNA_PHONE, _sent(ANNA_PHONE), NOON + MINUTE)
    assert Identity.objects.get().verified_at == NOON + MINUTE


def test_a_refused_purchase_cannot_take_the_attempt_back(own_database: str) -> None:
    # given a code
    a_member(phone=ANNA_PHONE)
    code = _sent(ANNA_PHONE)
    # when it is checked inside somebody's transaction, then that is refused loudly
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        _answer(ANNA_PHONE, code)
    # and outside of one a wrong answer is counted though it was refused
    for left in [4, 3]:
        with pytest.raises(WrongCode) as refusal:
            _answer(ANNA_PHONE, _wrong(code))
        assert refusal.value.facts == {"attempts_left": left}
