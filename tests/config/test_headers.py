"""Every class of answer carries its headers."""

import json
import logging

import pytest
from django.test import Client, override_settings

from config.logs import JsonLine

PAGES = ["/", "/admin/login/", "/api/v1/nothing-here", "/nothing-here", "/static/admin/css/base.css"]


@pytest.mark.parametrize("path", PAGES)
def test_common_headers(db: None, path: str) -> None:
    headers = Client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert len(headers["X-Request-ID"]) == 16


def test_only_the_admin_may_evaluate_and_style_inline(db: None) -> None:
    assert "unsafe" in Client().get("/admin/login/").headers["Content-Security-Policy"]
    for path in ("/", "/api/v1/nothing-here", "/nothing-here"):
        assert "unsafe" not in Client().get(path).headers["Content-Security-Policy"]


def test_nobody_stores_answers_but_static_files(db: None) -> None:
    assert Client().get("/").headers["Cache-Control"] == "no-store"
    assert "no-store" in Client().get("/admin/login/").headers["Cache-Control"]
    assert Client().get("/api/v1/nothing-here").headers["Cache-Control"] == "no-store"
    assert "no-store" not in Client().get("/static/admin/css/base.css").headers["Cache-Control"]


def test_machines_get_problems_and_people_get_pages(db: None) -> None:
    api = Client().get("/api/v1/nothing-here")
    assert api.status_code == 404
    assert api.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert api.json()["code"] == "not_found"
    assert Client().get("/nothing-here").headers["Content-Type"].startswith("text/html")


def test_a_forged_host_is_refused_in_the_callers_form(db: None) -> None:
    api = Client(headers={"host": "evil.example"}).get("/api/v1/quotes")
    assert (api.status_code, api.json()["code"]) == (400, "bad_request")


@override_settings(HTTPS=True, SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_plain_http_is_refused_for_machines_and_redirected_for_people(db: None) -> None:
    api = Client().get("/api/v1/quotes")
    assert (api.status_code, api.json()["code"]) == (403, "https_required")
    page = Client().get("/")
    assert (page.status_code, page.headers["Location"]) == (301, "https://testserver/")
    assert "max-age=31536000" in Client().get("/", secure=True).headers["Strict-Transport-Security"]


def test_a_log_line_is_json_without_what_the_caller_sent() -> None:
    # given a warning of Django that ends with a value of the caller's, and an error that quotes a phone
    record = logging.LogRecord("django.security", logging.WARNING, __file__, 1, "Invalid host: %s", ("evil",), None)
    record.route = "api/v1/members"
    record.phone = "+79123456789"
    try:
        raise ValueError("duplicate +79123456789")
    except ValueError as error:
        record.exc_info = (type(error), error, error.__traceback__)

    # when
    text = JsonLine().format(record)

    # then
    line = json.loads(text)
    assert (line["message"], line["route"], line["error"]) == ("Invalid host", "api/v1/members", "ValueError")
    assert "evil" not in text
    assert "79123456789" not in text
    assert "\n" not in text
