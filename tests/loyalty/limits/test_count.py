from datetime import timedelta

import pytest
from django.db import connection

from loyalty.limits.count import TooManyAttempts, count
from loyalty.limits.forgive import forgive
from loyalty.limits.limit import Limit
from tests.builders import NOON
from tests.together import run_together

FIVE = Limit(code="test", times=5, within=timedelta(minutes=5))
MINUTE = timedelta(minutes=1)


def _fill(who: str = "anna") -> None:
    for number in range(5):
        count(limit=FIVE, who=who, at=NOON + number * MINUTE)


def test_the_sixth_of_five_waits_until_the_first_is_old(db: None) -> None:
    _fill()
    for at, wait in [(NOON + 4 * MINUTE, 60), (NOON + 5 * MINUTE - timedelta(milliseconds=1), 1)]:
        with pytest.raises(TooManyAttempts) as refusal:
            count(limit=FIVE, who="anna", at=at)
        assert (refusal.value.status, refusal.value.facts) == (429, {"retry_after": wait})


def test_each_that_grows_old_frees_one_place(db: None) -> None:
    _fill()
    count(limit=FIVE, who="anna", at=NOON + 5 * MINUTE)
    with pytest.raises(TooManyAttempts) as refusal:
        count(limit=FIVE, who="anna", at=NOON + 5 * MINUTE)
    assert refusal.value.facts == {"retry_after": 60}


def test_subjects_and_limits_do_not_share(db: None) -> None:
    _fill()
    count(limit=FIVE, who="boris", at=NOON + 4 * MINUTE)
    count(limit=Limit(code="other", times=5, within=MINUTE), who="anna", at=NOON + 4 * MINUTE)


def test_what_is_forgiven_counts_no_more(db: None) -> None:
    _fill()
    forgive(limit=FIVE, who="anna", at=NOON + 4 * MINUTE)
    count(limit=FIVE, who="anna", at=NOON + 4 * MINUTE)
    with pytest.raises(TooManyAttempts):
        count(limit=FIVE, who="anna", at=NOON + 4 * MINUTE)


def test_forgiving_all_leaves_an_empty_row_that_counts_again(db: None) -> None:
    count(limit=FIVE, who="anna", at=NOON)
    forgive(limit=FIVE, who="anna", at=NOON)
    _fill()


def test_a_limit_made_smaller_holds_at_once(db: None) -> None:
    _fill()
    two = Limit(code="test", times=2, within=timedelta(minutes=5))
    with pytest.raises(TooManyAttempts) as refusal:
        count(limit=two, who="anna", at=NOON + 5 * MINUTE)
    assert refusal.value.facts == {"retry_after": 180}


def test_who_is_counted_cannot_be_read(db: None) -> None:
    count(limit=FIVE, who="203.0.113.7", at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("select a::text from loyalty_attempts a")
        stored = cursor.fetchone()[0]
    assert b"203.0.113.7".hex() not in stored
    assert "203.0.113.7" not in stored


def test_fifty_at_once_get_five(own_database: str) -> None:
    results = run_together(*[lambda: count(limit=FIVE, who="anna", at=NOON)] * 50)
    assert results.count(None) == 5
    assert len([result for result in results if isinstance(result, TooManyAttempts)]) == 45
