from datetime import timedelta

import pytest
from django.db import transaction

from loyalty.members.answer_challenge import Answered, CodeExpired, answer_challenge
from loyalty.members.contacts import contact
from loyalty.members.start_challenge import start_challenge
from loyalty.members.use_challenge import use_challenge
from tests.builders import NOON, a_member
from tests.cast import ANNA_PHONE, Cast
from tests.together import run_together


class Refused(Exception):
    pass


def _answered() -> Answered:
    anna = contact(kind="phone", value=ANNA_PHONE)
    started = start_challenge(purpose="burn", contact=anna, at=NOON)
    return answer_challenge(purpose="burn", contact=anna, code=started.code, at=NOON)


def test_a_burn_code_pays_once(cast: Cast) -> None:
    answered = _answered()
    use_challenge(challenge_id=answered.challenge_id, at=NOON)
    with pytest.raises(CodeExpired):
        use_challenge(challenge_id=answered.challenge_id, at=NOON)


def test_twenty_purchases_at_once_use_it_once(own_database: str) -> None:
    a_member(phone=ANNA_PHONE)
    answered = _answered()
    results = run_together(*[lambda: use_challenge(challenge_id=answered.challenge_id, at=NOON)] * 20)
    assert results.count(None) == 1
    assert len([result for result in results if isinstance(result, CodeExpired)]) == 19


def test_a_purchase_that_fails_leaves_the_code_to_the_next(cast: Cast) -> None:
    # given an answered code and a purchase that used it and was then refused
    answered = _answered()

    @transaction.atomic
    def purchase() -> None:
        use_challenge(challenge_id=answered.challenge_id, at=NOON)
        raise Refused

    with pytest.raises(Refused):
        purchase()

    # when the next purchase uses it, then it may
    use_challenge(challenge_id=answered.challenge_id, at=NOON)


def test_an_answer_does_not_outlive_its_code(cast: Cast) -> None:
    answered = _answered()
    with pytest.raises(CodeExpired):
        use_challenge(challenge_id=answered.challenge_id, at=NOON + timedelta(minutes=5))
