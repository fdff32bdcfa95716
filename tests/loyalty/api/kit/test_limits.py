"""An API key that calls too fast hears 429 and when to come back; nothing is done or stored meanwhile."""

from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from loyalty.idempotency import IdempotencyRecord
from loyalty.limits import pace
from loyalty.members.models import Member
from loyalty.purchase.models import Order
from tests.builders import a_key
from tests.cast import BORIS_PHONE, Cast
from tests.loyalty.api.till import CART, Answer, Till


@pytest.fixture
def till(cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Till:
    """One call a second of each kind, two in a burst; the second lasts as long as the test."""
    monkeypatch.setattr("loyalty.api.kit.limits.time.monotonic", lambda: 0.0)
    settings.LIMIT_API_READS = settings.LIMIT_API_WRITES = 1
    return Till(_usual_key(cast))


def _usual_key(cast: Cast) -> str:
    """A key without numbers of its own."""
    return a_key(cast.till, requests_per_second=None, enrolments_per_hour=None)


def _refused(answer: Answer) -> bool:
    if answer.status != 429:
        return False
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert (answer.json["code"], answer.json["retry_after"]) == ("too_many_requests", 1)
    assert answer.headers["Retry-After"] == "1"
    assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("2", "0")
    assert answer.headers["RateLimit-Reset"] == "2"
    return True


def test_quotes_and_other_reads_share_a_pace(till: Till, cast: Cast) -> None:
    answers = [till.post("quotes", CART), till.get(f"members/{cast.anna}/balance"), till.post("quotes", CART)]
    assert [_refused(answer) for answer in answers] == [False, False, True]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]


def test_writes_have_their_own(till: Till) -> None:
    assert [_refused(till.order(number)) for number in ("R-1", "R-2", "R-3")] == [False, False, True]
    assert till.post("quotes", CART).status == 200
    assert set(Order.objects.values_list("external_id", flat=True)) == {"R-1", "R-2"}


def test_a_write_that_was_refused_may_be_repeated_with_its_key(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    till.order("R-1")
    till.order("R-2")
    assert _refused(till.order("R-3", key="key-of-R-3"))
    assert IdempotencyRecord.objects.count() == 2
    monkeypatch.setattr("loyalty.api.kit.limits.time.monotonic", lambda: 1.0)
    assert till.order("R-3", key="key-of-R-3").status == 201


def test_another_key_is_not_slowed_down(till: Till, cast: Cast) -> None:
    for _call in range(3):
        till.post("quotes", CART)
    assert Till(_usual_key(cast)).post("quotes", CART).status == 200


def test_a_key_may_have_a_pace_of_its_own(till: Till, cast: Cast) -> None:
    fast = Till(a_key(cast.till, requests_per_second=10))
    answers = [fast.post("quotes", CART) for _call in range(21)]
    assert [answer.status for answer in answers] == [200] * 20 + [429]
    assert answers[-1].headers["RateLimit-Limit"] == "20"


def test_who_has_no_key_or_no_right_hears_that_and_not_the_pace(till: Till, cast: Cast) -> None:
    answers = [Till(None).post("quotes", CART) for _call in range(4)]
    assert {answer.status for answer in answers} == {401}
    assert "RateLimit-Limit" not in answers[0].headers
    narrow = Till(a_key(cast.till, scopes=["quotes"], requests_per_second=1))
    assert [narrow.get("members/1/balance").status for _call in range(3)] == [403, 403, 429]


def test_the_limit_asks_the_database_nothing(till: Till) -> None:
    with CaptureQueriesContext(connection) as counted:
        till.post("quotes", CART)
    for _call in range(2):
        till.post("quotes", CART)
    with CaptureQueriesContext(connection) as refused:
        assert till.post("quotes", CART).status == 429
    assert len(refused) == 1  # whose key it is
    assert not [query for query in counted if "attempts" in query["sql"]]


def test_a_call_that_broke_has_ended_too(till: Till, settings: Settings) -> None:
    settings.LIMIT_API_READS = 1_000
    till.http.raise_request_exception = False
    with patch("loyalty.api.v1.quotes.quote", side_effect=ValueError):
        assert till.post("quotes", CART).status == 500
    assert [bucket.running for bucket in pace.pace._buckets.values()].count(0) == len(pace.pace._buckets)


def test_new_members_of_a_key_are_counted(till: Till, cast: Cast, settings: Settings) -> None:
    # given a key that has enrolled as many as it may in an hour
    settings.LIMIT_API_WRITES = 100
    settings.LIMIT_ENROLMENTS_OF_KEY = 2
    before = Member.objects.count()
    for number in range(2):
        assert till.post("members", {"identity": {"kind": "phone", "value": f"+7900111220{number}"}}).status == 201
    # when it sends another, then nobody is enrolled
    body = {"identity": {"kind": "phone", "value": "+79001112209"}}
    answer = till.post("members", body, key="key-of-another")
    assert (answer.status, answer.json["code"]) == (429, "too_many_attempts")
    assert 3_500 < int(answer.headers["Retry-After"]) <= 3_600
    assert Member.objects.count() == before + 2
    # and who is known already is still found, and other keys go on
    assert till.post("members", {"identity": {"kind": "phone", "value": BORIS_PHONE}}).status == 200
    assert Till(a_key(cast.till, enrolments_per_hour=5)).post("members", body).status == 201
