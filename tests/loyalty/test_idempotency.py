"""I1–I8: one key, one effect, one answer."""

import threading
from collections.abc import Callable
from typing import ClassVar

import pytest
from django.db import OperationalError, connection

from loyalty.idempotency import (
    Answer,
    IdempotencyKeyExpired,
    IdempotencyKeyReused,
    IdempotencyRecord,
    RequestInProgress,
    once,
)
from loyalty.ledger.book import InsufficientPoints
from loyalty.refusals import Refusal
from tests.builders import an_integration
from tests.loyalty.ledger.breaking import refused_by
from tests.loyalty.ledger.points import bonus, give, spend
from tests.together import run_together

KEY = "7f4a-0001"


class TryLater(Refusal):
    code: ClassVar[str] = "try_later"
    title: ClassVar[str] = "Try later"


def ask(
    client_id: int, verb: Callable[[], object] = lambda: "done", *, key: str = KEY, fingerprint: bytes = b"cart"
) -> Answer:
    return once(
        client_id=client_id,
        key=key,
        fingerprint=fingerprint,
        verb=verb,
        render=lambda done: (201, f'{{"done": "{done}"}}'),
        refuse=lambda refusal: (refusal.status, f'{{"code": "{refusal.code}"}}'),
    )


@pytest.fixture
def client(db: None) -> int:
    return an_integration().pk


def test_i1_the_same_request_again_has_no_second_effect(client: int) -> None:
    # given
    first = ask(client, lambda: give(100))
    # when
    again = ask(client, lambda: give(100))
    # then
    assert bonus().available == 100
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.status, again.body) == (first.status, first.body)


def test_i1_a_key_is_kept_once_in_the_database(client: int) -> None:
    ask(client)
    copy = "insert into loyalty_idempotencyrecord (client_id, key, fingerprint) select client_id, key, fingerprint"
    assert refused_by(f"{copy} from loyalty_idempotencyrecord") == "idempotency_key"


def test_i2_fifty_at_once_and_ten_later_are_one_effect_and_one_body(own_database: str) -> None:
    # given
    client = an_integration().pk
    # when
    answers = run_together(*[lambda: ask(client, lambda: give(100))] * 50)
    answers += [ask(client, lambda: give(100)) for _ in range(10)]
    # then
    assert all(isinstance(answer, Answer) for answer in answers), answers
    assert len({(answer.status, answer.body) for answer in answers}) == 1
    assert [answer.replayed for answer in answers].count(False) == 1
    assert bonus().available == 100


def test_i3_another_request_under_the_same_key_is_refused(client: int) -> None:
    ask(client)
    with pytest.raises(IdempotencyKeyReused) as refused:
        ask(client, fingerprint=b"another cart")
    assert (refused.value.code, refused.value.status) == ("idempotency_key_reused", 422)


def test_i4_the_same_request_while_the_first_is_running_is_told_to_come_back(own_database: str) -> None:
    # given
    client = an_integration().pk
    running, let_go = threading.Event(), threading.Event()

    def slow() -> str:
        running.set()
        assert let_go.wait(timeout=30)
        return "slow"

    def impatient() -> Answer:
        assert running.wait(timeout=30)
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '50ms'")
        try:
            return ask(client)
        finally:
            let_go.set()

    # when
    first, second = run_together(lambda: ask(client, slow), impatient)
    # then
    assert isinstance(second, RequestInProgress)
    assert second.facts == {"retry_after": 1}
    assert ask(client).body == first.body == '{"done": "slow"}'


def test_i5_a_refusal_undoes_its_effects_and_is_final_for_its_key(client: int) -> None:
    # given
    def give_then_overspend() -> None:
        give(50)
        spend(100)

    first = ask(client, give_then_overspend)
    assert (first.status, first.body, bonus().available) == (409, '{"code": "insufficient_points"}', 0)
    # when: there would be enough by now
    give(1_000)
    again = ask(client, give_then_overspend)
    # then
    assert (again.status, again.body, again.replayed) == (409, first.body, True)
    assert ask(client, give_then_overspend, key="7f4a-0002").status == 201


@pytest.mark.parametrize("status", [400, 401, 403, 415, 429, 500, 503])
def test_i5_what_may_be_repeated_is_not_kept(client: int, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    # given
    def refuse() -> None:
        give(50)
        raise TryLater()

    monkeypatch.setattr(TryLater, "status", status)
    with pytest.raises(TryLater):
        ask(client, refuse)
    # then
    assert not IdempotencyRecord.objects.exists()
    assert bonus().available == 0
    assert not ask(client).replayed


def test_i5_a_failure_leaves_nothing_and_the_same_key_may_succeed(client: int) -> None:
    # given
    def fail() -> None:
        give(50)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(client, fail)
    # when
    answer = ask(client, lambda: give(100))
    # then
    assert (answer.status, answer.replayed, bonus().available) == (201, False, 100)


@pytest.mark.parametrize(("times", "succeeds"), [(1, True), (3, True), (4, False)])
@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_a_deadlock_is_tried_again_three_times(client: int, times: int, succeeds: bool, sqlstate: str) -> None:
    # given
    tries = 0

    def deadlock() -> str:
        nonlocal tries
        tries += 1
        give(100)
        if tries <= times:
            with connection.cursor() as cursor:
                cursor.execute(f"do $$ begin raise exception 'deadlock' using errcode = '{sqlstate}'; end $$")
        return "done"

    # when
    if succeeds:
        assert ask(client, deadlock).status == 201
    else:
        with pytest.raises(OperationalError):
            ask(client, deadlock)
    # then
    assert bonus().available == (100 if succeeds else 0)


def test_another_failure_of_the_database_is_not_tried_again(client: int) -> None:
    tries = []

    def time_out() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("do $$ begin raise exception 'lock timeout' using errcode = '55P03'; end $$")

    with pytest.raises(OperationalError):
        ask(client, time_out)
    assert len(tries) == 1


def test_i7_a_purged_answer_is_gone_but_the_request_is_not_repeated(client: int) -> None:
    # given
    ask(client, lambda: give(100))
    IdempotencyRecord.objects.update(body=None)
    # when
    with pytest.raises(IdempotencyKeyExpired) as refused:
        ask(client, lambda: give(100))
    # then
    assert (refused.value.code, refused.value.status) == ("idempotency_key_expired", 410)
    assert bonus().available == 100
    with pytest.raises(IdempotencyKeyReused):
        ask(client, fingerprint=b"another cart")


@pytest.mark.parametrize(
    "change",
    ["status = 409", "status = null", "body = '{}'", "fingerprint = ''", "key = 'other-key'", "created_at = now()"],
)
def test_i7_an_answer_does_not_change(client: int, change: str) -> None:
    ask(client)
    assert refused_by(f"update loyalty_idempotencyrecord set {change}") == "idempotency_answer"
    assert refused_by("update loyalty_idempotencyrecord set body = null") is None


@pytest.mark.parametrize(
    ("key", "law"),
    [
        ("short", "idempotency_key_format"),
        ("x" * 129, "22001"),
        ("with space", "idempotency_key_format"),
        ("кириллица", "idempotency_key_format"),
        ("line\nbreak1", "idempotency_key_format"),
        ("line-break\n", "idempotency_key_format"),
        ("x" * 128, None),
        ("7f_A.b:c-1", None),
    ],
)
def test_i8_a_key_has_its_form(client: int, key: str, law: str | None) -> None:
    values = f"(select id from loyalty_integration limit 1), $key${key}$key$, ''"
    insert = f"insert into loyalty_idempotencyrecord (client_id, key, fingerprint) values ({values})"
    assert refused_by(insert) == law


def test_i8_a_key_belongs_to_its_client(client: int) -> None:
    ask(client, lambda: give(100))
    other = ask(an_integration().pk, lambda: give(100))
    assert not other.replayed
    assert bonus().available == 200


def test_one_refusal_of_many_at_once_is_one_answer(own_database: str) -> None:
    # given
    client = an_integration().pk
    give(100)

    def overspend() -> None:
        spend(101)

    # when
    answers = run_together(*[lambda: ask(client, overspend)] * 20)
    # then
    assert {(answer.status, answer.body) for answer in answers} == {(409, '{"code": "insufficient_points"}')}
    assert IdempotencyRecord.objects.count() == 1
    with pytest.raises(InsufficientPoints):
        spend(101)
