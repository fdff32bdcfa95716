"""One line per request, per task and per command: who, what, how long, how it ended; nothing of what was sent."""

import json
import logging
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config import meters, statements
from config.celery import app
from config.command_line import run
from config.logs import JsonLine
from tests.cast import Cast
from tests.loyalty.api.till import Till


def _lines(caplog: pytest.LogCaptureFixture, message: str) -> list[dict[str, Any]]:
    return [json.loads(JsonLine().format(record)) for record in caplog.records if record.getMessage() == message]


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_a_request_of_a_till(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with CaptureQueriesContext(connection) as sent:
        answer = Till(cast.key).post("members/lookup", {"identity": {"kind": "phone", "value": "+79990000000"}})

    (line,) = _lines(caplog, "request")
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["principal"] == f"integration:{cast.till.pk}"
    assert (line["route"], line["status"], line["code"]) == ("api/v1/members/lookup", 404, "not_found")
    assert line["statements"] == len(sent) > 0
    assert line["ms"] >= line["db_ms"] >= 0


def test_a_request_of_an_employee(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    browser = Client()
    browser.force_login(cast.owner)
    browser.get(reverse("admin:index"))
    assert _lines(caplog, "request")[0]["principal"] == f"staff:{cast.owner.pk}"


def test_a_slow_statement_is_told_by_route_and_shape_without_its_values(
    db: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "SLOW", 0.0)
    with statements.counted() as counted, connection.cursor() as cursor:
        cursor.execute("select %s::text", ["+79123456734"])
        cursor.execute("select '+79123456734'")  # values inside: only the first word is safe
    statements.warn_of_slow(counted, route="somewhere")

    told = _lines(caplog, "slow statement")
    assert [line["statement"] for line in told] == ["select %s::text", "select"]
    assert {line["route"] for line in told} == {"somewhere"}
    assert "79123456734" not in caplog.text


def test_what_the_database_refuses_is_counted(db: None) -> None:
    counter = meters.STATEMENT_ERRORS.labels("22012")
    before = counter._value.get()
    with pytest.raises(DatabaseError), transaction.atomic(), statements.counted(), connection.cursor() as cursor:
        cursor.execute("select 1 / %s", [0])
    assert counter._value.get() == before + 1


def test_a_task_tells_how_it_went_and_not_what_it_was_given(caplog: pytest.LogCaptureFixture) -> None:
    @app.task(name="tests.break")
    def broken(phone: str) -> None:
        raise ValueError(phone)

    broken.apply(args=("+79123456734",))

    (line,) = _lines(caplog, "task")
    assert (line["task"], line["error_class"], line["level"]) == ("tests.break", "ValueError", "error")
    assert line["task_id"]
    for record in caplog.records:
        assert "79123456734" not in JsonLine().format(record)


def test_a_command_that_breaks_does_not_show_what_broke_it(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(argv: list[str]) -> None:
        raise ValueError("duplicate +79123456734")

    monkeypatch.setattr("config.command_line.execute_from_command_line", breaks)
    with pytest.raises(SystemExit):
        run(["manage.py", "import_receipts"])

    (line,) = _lines(caplog, "command failed")
    assert (line["command"], line["error"]) == ("import_receipts", "ValueError")
    assert any("test_request_log.py" in place for place in line["where"])
    assert "79123456734" not in "".join(capsys.readouterr()) + "".join(map(JsonLine().format, caplog.records))


@pytest.mark.parametrize("evil", ["\r\nfake", "\x1b[31mred", "\x9b31m", "\u2028", "\u202e"])
def test_a_line_stays_a_line_whatever_stands_in_it(evil: str) -> None:
    record = logging.LogRecord("loyalty", logging.INFO, __file__, 1, "said %s", (evil,), None)
    text = JsonLine().format(record)
    assert evil not in text
    assert json.loads(text)["message"] == f"said {evil}"
    assert text.isprintable()
