"""What only the server's side of a request can be: its charset, its cookies, its other headers."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from config.wsgi import application
from tests.cast import Cast
from tests.hostile.corpus import CHARSETS, HEADERS
from tests.hostile.sending import PAGE, PROBLEM


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """A served request ends with its connection's end; here that is the test's own, with its transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


PATHS = [
    "/",
    "/sign-in/",
    "/admin/login/",
    "/nothing-here",
    "/api/v1/quotes",
    "/api/v1/members/1/history",
    "/api/schema/",
    "/health/live",
]


def ask(method: str, url: str, body: bytes = b"", /, **environ: Any) -> tuple[int, dict[str, str], bytes]:
    """The answer of what granian serves; a test client's requests are of another class."""
    said: list[Any] = []
    path, _mark, query = url.partition("?")
    address = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body))}
    factory: Any = RequestFactory()
    given = {**factory._base_environ(**address, **environ), "wsgi.input": BytesIO(body)}
    serve: Any = application
    content = b"".join(serve(given, lambda status, headers: said.extend((status, dict(headers)))))
    return int(said[0].split()[0]), said[1], content


def is_decent(path: str, answer: tuple[int, dict[str, str], bytes]) -> bool:
    status, headers, content = answer
    if status < 400:
        return True
    kind = headers["Content-Type"]
    return status < 500 and (
        kind == PROBLEM if path.startswith(("/api/", "/health/")) else kind == PAGE and b"<h1" in content
    )


@pytest.mark.parametrize("charset", CHARSETS)
def test_a_charset_is_nobodys_choice(cast: Cast, charset: str) -> None:
    for path in PATHS:
        for query in ("", "?q=%41%5cu0000", "?" + "x&" * 1_500):
            answer = ask("GET", path + query, CONTENT_TYPE=f"text/plain; charset={charset}")
            assert is_decent(path, answer), (path, answer)
            assert "X-Request-ID" in answer[1]


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_a_form_in_another_charset_is_refused(cast: Cast, kind: str, charset: str) -> None:
    answer = ask(
        "POST", "/sign-in/", b"value=1", CONTENT_TYPE=f"{kind}; charset={charset}", HTTP_COOKIE=f"csrf={'x' * 32}"
    )

    assert (answer[0], answer[1]["Content-Type"]) == (400, PAGE)


def test_a_form_that_says_utf8_is_read(cast: Cast) -> None:
    answer = ask(
        "POST", "/i18n/setlang/", b"language=en", CONTENT_TYPE="application/x-www-form-urlencoded; charset=UTF-8"
    )

    assert answer[0] == 403  # read, and then stopped for want of a CSRF token


@pytest.mark.parametrize("header", [name for name in HEADERS if name != "Content-Type"])
def test_nonsense_in_headers(cast: Cast, header: str) -> None:
    name = f"HTTP_{header.upper().replace('-', '_')}"
    for path in PATHS:
        for value in HEADERS[header]:
            sent = value if value.isascii() or "\xff" in value else value.encode().decode("latin-1")
            answer = ask("GET", path, **{name: sent})
            assert is_decent(path, answer), (path, value[:50], answer)
