from collections.abc import Iterator
from unittest.mock import patch

import psycopg
import pytest
from django.db import DatabaseError, DataError, InterfaceError, InternalError, OperationalError
from django.test import Client
from pytest_django import Settings

from tests.cast import Cast
from tests.loyalty.api.till import CART, Till

PROBLEM = "application/problem+json; charset=utf-8"


@pytest.fixture
def till(cast: Cast) -> Till:
    return Till(cast.key)


@pytest.fixture
def broken(till: Till) -> Iterator[object]:
    """The verb behind `POST /quotes`, to raise what a test wants."""
    with patch("loyalty.api.v1.quotes.quote") as verb:
        yield verb


def from_postgres(error: type[psycopg.Error], kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    wrapped = kind("secret words of the database")
    wrapped.__cause__ = error()
    return wrapped


def test_a_problem_has_everything_a_caller_needs(till: Till) -> None:
    # when
    answer = till.post("quotes", {"lines": [{"line_id": "1", "sku": "A-1", "quantity": "1", "price": 450}]})

    # then
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json == {
        "type": "about:blank",
        "title": answer.json["title"],
        "status": 400,
        "code": "invalid_value",
        "detail": answer.json["detail"],
        "hint": answer.json["hint"],
        "field": "lines[0].price",
        "request_id": answer.headers["X-Request-ID"],
    }


def test_a_problem_is_in_the_callers_language(cast: Cast) -> None:
    russian = Till(cast.key, language="ru-RU,ru;q=0.9").get("members/999/balance")
    english = Till(cast.key, language="en-GB,en;q=0.9").get("members/999/balance")
    german = Till(cast.key, language="de").get("members/999/balance")

    assert english.json["title"] == "There is nothing here"
    assert english.headers["Content-Language"] == "en"
    assert russian.headers["Content-Language"] == german.headers["Content-Language"] == "ru"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nothing",
        "quotes/",
        "orders/",
        "orders//complete",
        "orders/R-1/nothing",
        "members/0/balance",
        "members/-1/balance",
        "members/x/balance",
        "members/١/balance",
        "members/1e3/balance",
        "members/" + "9" * 30 + "/balance",
        "orders/%00",
        "orders/%ff",
        "orders/a%20b",
        "orders/" + "x" * 129,
        "orders/a%2fb/complete",
    ],
)
def test_what_is_not_an_address_is_404(till: Till, path: str) -> None:
    answer = till.get(path)

    assert (answer.status, answer.json["code"]) == (404, "not_found")
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"])
def test_methods_an_address_does_not_take(till: Till, method: str) -> None:
    response = till.http.generic(method, "/api/v1/quotes")

    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
    assert "POST" in response.headers["Allow"]


def test_accept_does_not_matter(till: Till, cast: Cast) -> None:
    response = till.http.get(f"/api/v1/members/{cast.anna}/balance", HTTP_ACCEPT="text/html")

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("query", ["x=1", "format=xml", "dryrun=1", "%00=1"])
def test_an_unknown_parameter_is_refused_by_name(till: Till, cast: Cast, query: str) -> None:
    answer = till.get(f"members/{cast.anna}/balance?{query}")

    assert (answer.status, answer.json["code"]) == (400, "unknown_parameter")


@pytest.mark.parametrize(
    "error",
    [
        from_postgres(psycopg.errors.LockNotAvailable),
        from_postgres(psycopg.errors.QueryCanceled),
        from_postgres(psycopg.errors.AdminShutdown),
        from_postgres(psycopg.errors.TransactionTimeout, InternalError),
        from_postgres(psycopg.errors.IdleInTransactionSessionTimeout, InternalError),
        OperationalError("no connection"),
        InterfaceError("connection already closed"),
    ],
)
def test_a_busy_or_absent_database_is_503(till: Till, broken: object, error: Exception) -> None:
    # given
    broken.side_effect = error  # type: ignore[attr-defined]

    # when
    answer = till.post("quotes", CART)

    # then
    assert (answer.status, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert b"secret" not in answer.bytes


def test_an_error_of_ours_tells_nothing(till: Till, broken: object) -> None:
    # given
    broken.side_effect = DataError("secret words of the database")  # type: ignore[attr-defined]
    till.http.raise_request_exception = False

    # when
    answer = till.post("quotes", CART)

    # then
    assert (answer.status, answer.json["code"]) == (500, "internal_error")
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert b"secret" not in answer.bytes


def test_a_forged_host_is_a_problem_too(till: Till) -> None:
    response = till.http.get("/api/v1/orders/R-1", HTTP_HOST="evil.example")

    assert (response.status_code, response.json()["code"]) == (400, "bad_request")


def test_plain_http_is_refused_not_redirected(till: Till, settings: Settings) -> None:
    # given
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True

    # when
    refused = till.http.post("/api/v1/quotes", b"{}", "application/json")
    accepted = till.http.get("/api/v1/orders/R-1", secure=True)

    # then
    assert (refused.status_code, refused.json()["code"]) == (403, "https_required")
    assert accepted.json()["code"] == "not_found"


def test_nobody_stores_answers_of_the_api(till: Till, cast: Cast) -> None:
    answer = till.get(f"members/{cast.anna}/balance")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_without_a_key_nothing_is_told_about_addresses(db: None) -> None:
    assert Client().get("/api/v1/orders/R-1").status_code == Client().put("/api/v1/orders/R-1").status_code == 401
