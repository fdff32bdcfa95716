"""/health/deps tells those who run the service everything, and nobody else anything."""

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from loyalty.jobs.give_sign import give_sign
from loyalty.jobs.signs import BEAT
from loyalty.ledger.keep_proof import keep_proof
from loyalty.ledger.prove import Report
from tests.builders import NOON, a_user
from tests.cast import Cast

TOKEN = "t" * 40


@pytest.fixture
def token(settings: Settings) -> dict[str, str]:
    settings.MONITORING_TOKEN = TOKEN
    return {"authorization": f"Bearer {TOKEN}"}


def test_monitoring_reads_the_whole_state(db: None, token: dict[str, str]) -> None:
    # given
    give_sign(part=BEAT)
    keep_proof(report=Report(at=NOON, queries=()))
    # when
    response = Client().get("/health/deps", headers=token)
    # then
    state = response.json()
    assert response.status_code == 200
    assert (state["status"], state["degraded"]) == ("ok", [])
    assert (state["cache"], state["broker"]) == (True, True)
    assert state["database"]["lacking"] == ["fsync", "full_page_writes"]
    assert state["database"]["fenced"] is False
    assert abs(state["database"]["clock_skew_ms"]) < 1_000
    assert state["beat_at"] is not None
    assert state["worker_at"] is None
    assert state["outbox"] == {"due": 0, "leased": 0, "parked": 0, "age_seconds": 0}
    assert {job["code"] for job in state["jobs"]} >= {"night", "lapse_orders", "prove", "remind"}
    assert state["proof"]["ok"] is True
    assert state["drill"] is None
    assert state["disk"]["free_bytes"] > 0


def test_what_is_degraded_is_named(db: None, token: dict[str, str]) -> None:
    from loyalty.instance.models import Confirmation

    # given a copy that nobody confirmed
    Confirmation.objects.create(mark="elsewhere", by="test", reason="test")
    # when
    state = Client().get("/health/deps", headers=token).json()
    # then
    assert (state["status"], [each["code"] for each in state["degraded"]]) == ("degraded", ["fenced"])


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer " + "x" * 40, "Bearer\u00a0" + TOKEN, f"Api-Key {TOKEN}", "Bearer é"]
)
def test_strangers_learn_nothing(db: None, token: dict[str, str], authorization: str) -> None:
    response = Client().get("/health/deps", headers={"authorization": authorization})
    assert (response.status_code, response.json()["code"]) == (401, "monitoring_token_missing")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_without_a_token_set_an_empty_one_opens_nothing(db: None, settings: Settings) -> None:
    settings.MONITORING_TOKEN = ""
    assert Client().get("/health/deps", headers={"authorization": "Bearer "}).status_code == 401


def test_a_shops_key_opens_nothing(cast: Cast) -> None:
    assert Client().get("/health/deps", headers={"authorization": f"Api-Key {cast.key}"}).status_code == 401


@pytest.mark.parametrize(("roles", "status"), [(["Owner"], 200), ([], 403)])
def test_staff_see_it_by_their_role(db: None, roles: list[str], status: int) -> None:
    browser = Client()
    browser.force_login(a_user(roles=roles))
    assert browser.get("/health/deps").status_code == status


def test_without_the_database_it_says_so(token: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    def away() -> None:
        raise OperationalError("no connection")

    monkeypatch.setattr("loyalty.clock.now", away)
    # when
    response = Client().get("/health/deps", headers=token)
    # then
    assert (response.status_code, response.json()["code"]) == (503, "unavailable")
