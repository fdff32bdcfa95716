import threading
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from loyalty.api import health


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is not a broken one."""
    monkeypatch.setattr(health, "_DATABASE_ANSWERS_WITHIN", 30)


def test_a_process_that_answers_is_live() -> None:
    response = Client().get("/health/live")  # touches no database: pytest-django would refuse

    assert (response.status_code, response.json()) == (200, {"status": "live"})


def test_a_migrated_and_durable_database_is_ready(own_database: str, durable: None) -> None:
    response = Client().get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


def test_a_server_that_may_lose_what_it_confirmed_is_not_ready(own_database: str, patient: None) -> None:
    response = Client().get("/health/ready")  # the tests' own server has fsync off

    assert (response.status_code, response.json()["missing"]) == (503, "durability")


def test_a_machine_that_drains_gets_no_requests(tmp_path: Path, settings: Settings) -> None:
    # given
    settings.DRAIN_FILE = tmp_path / "drain"
    settings.DRAIN_FILE.touch()

    # then it says so without asking the database
    response = Client().get("/health/ready")
    assert (response.status_code, response.json()["missing"]) == (503, "draining")


def test_a_migration_that_was_not_run_is_not_ready(own_database: str, patient: None) -> None:
    # given: the code has one more
    newest = {("loyalty", "9999_of_tomorrow")}

    # when
    with patch.object(health, "_newest_migrations", return_value=newest):
        response = Client().get("/health/ready")

    # then
    assert (response.status_code, response.json()["missing"]) == (503, "migrations")
    assert response.headers["Retry-After"] == "1"


@pytest.mark.parametrize("trouble", [OperationalError("no connection"), None])
def test_a_database_that_does_not_answer_is_not_ready(trouble: Exception | None) -> None:
    # given: it refuses, or it hangs
    hang = threading.Event()

    def probe() -> bool:
        if trouble:
            raise trouble
        return hang.wait(10)

    # when
    with patch.object(health, "_is_migrated", probe), patch.object(health, "_DATABASE_ANSWERS_WITHIN", 0.05):
        response = Client().get("/health/ready")
        hang.set()
        health._prober.submit(lambda: None).result()  # the probe is over: it would ask the next test's database

    # then
    assert (response.status_code, response.json()["missing"]) == (503, "database")
