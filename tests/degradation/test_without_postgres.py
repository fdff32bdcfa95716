"""PostgreSQL is gone: whoever asks is told to come back, and nobody gets an error of ours."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

TILL_GIVES_UP_AFTER = 1.5  # seconds


def _ask(url: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> tuple[int, Any, str, float]:
    """Status, headers, body and seconds."""
    started = time.monotonic()
    try:
        answer: Any = urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read().decode(), time.monotonic() - started


@pytest.mark.parametrize(("language", "said"), [("ru", "Ничего не пропало"), ("en", "Nothing you have is lost")])
def test_people_see_a_page_and_tills_hear_when_to_come_back(orphan: str, language: str, said: str) -> None:
    cookies = {"Cookie": f"language={language}; session={'a' * 32}"}
    # when members and staff come, signed in or not
    pages = [_ask(orphan + path, cookies) for path in ("/", "/history/", "/sign-in/", "/admin/", "/admin/login/")]
    # then
    assert [status for status, *_rest in pages] == [503] * len(pages)
    for _status, headers, page, _seconds in pages:
        assert headers["Retry-After"] == "2"
        assert headers["Cache-Control"] == "no-store"
        assert said in page
    assert 'href="/"' in pages[0][2]
    assert 'class="button" href="/admin/"' in pages[3][2]

    # and a till hears it before it gives up
    headers = {"Authorization": "Api-Key aaaaaaaa.bbbbbbbb", "Content-Type": "application/json"}
    status, answered, text, seconds = _ask(f"{orphan}/api/v1/members/lookup", headers, b"{}")
    assert (status, json.loads(text)["code"]) == (503, "unavailable")
    assert int(answered["Retry-After"]) <= 2
    assert seconds < TILL_GIVES_UP_AFTER

    # and the process itself lives, but wants no requests
    assert _ask(f"{orphan}/health/live")[0] == 200
    assert _ask(f"{orphan}/health/ready")[0] == 503
