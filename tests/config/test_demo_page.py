import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

import config.urls
from loyalty.clock import now
from tests.builders import a_member

ACCOUNTS = {
    "admin": {"login": "admin", "password": "secret-of-the-demo"},
    "shops": [{"name": "Лавка", "api_key": "key.of-the-demo"}],
    "members": [{"id": 7, "name": "Анна", "phone": "+79000000007", "card": "770000000007", "available": 1500,
                 "pending": 3, "burning": 300, "orders": 9}],
    "staff": [{"login": "admin", "password": "secret-of-the-demo", "role": ""}],
}  # fmt: skip


@pytest.fixture
def demo(db: None, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The site as a demo serves it."""
    settings.DEMO = True
    settings.DEMO_ACCOUNTS = tmp_path / "accounts.json"
    settings.OUTBOX_DIR = tmp_path
    settings.DEMO_ACCOUNTS.write_text(json.dumps(ACCOUNTS))
    _reload_urls()
    yield settings
    settings.DEMO = False
    _reload_urls()


def _reload_urls() -> None:
    importlib.reload(config.urls)
    clear_url_caches()


def test_a_newcomer_is_led_to_the_page_with_everything_on_it(demo: Settings, client: Client) -> None:
    # when somebody who is not signed in opens the front page
    response = client.get("/", follow=True)

    # then there are addresses, logins and commands that can be copied
    page = response.content.decode()
    assert response.redirect_chain == [("/demo/", 302)]
    for expected in (
        "admin",
        "secret-of-the-demo",
        "key.of-the-demo",
        "+7 900 000-00-07",
        "/api/v1/quotes",
        "/api/docs/",
    ):
        assert expected in page


def test_the_page_keeps_the_strict_policy(demo: Settings, client: Client) -> None:
    response = client.get("/demo/")
    page = response.content.decode()
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert "'unsafe-inline'" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_speaks_both_languages(demo: Settings, client: Client, language: str) -> None:
    page = client.get("/demo/", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}">' in page


def test_codes_that_were_sent_are_shown_newest_first(demo: Settings, client: Client, tmp_path: Path) -> None:
    # given messages, and one that is being written at this moment
    lines = [
        json.dumps({"at": f"2026-11-21T09:0{n}:00+00:00", "to": "+79000000007", "text": f"code {n}"}) for n in range(9)
    ]
    (tmp_path / "messages.jsonl").write_text("\n".join(lines) + '\n{"at": "2026')

    # when the page is opened
    page = client.get("/demo/").content.decode()

    # then the latest eight stand there, the newest first
    assert page.index("code 8") < page.index("code 1")
    assert "12:08:00 · +79000000007" in page  # by the programme's clock
    assert "code 0" not in page


def test_a_member_who_is_signed_in_stays_in_the_cabinet(demo: Settings, client: Client) -> None:
    # given Anna, signed in a moment ago
    session, seconds = client.session, int(now().timestamp())
    session.update({"member": a_member(first_name="Анна"), "member_since": seconds, "member_seen": seconds})
    session.save()

    # when she opens the front page
    response = client.get("/")

    # then it is hers
    assert response.status_code == 200
    assert "demo-doors" not in response.content.decode()


def test_without_a_demo_there_is_no_such_page(db: None, client: Client) -> None:
    assert client.get("/demo/").status_code == 404


def test_a_demo_before_its_data_says_nothing_wrong(demo: Settings, client: Client) -> None:
    demo.DEMO_ACCOUNTS.unlink()
    assert client.get("/demo/").status_code == 200
