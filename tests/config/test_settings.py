"""The settings fail loudly, and as in production they pass Django's own deployment check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.keys import new_key, new_secrets

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgresql://loyalty_app:pw@db.example/loyalty",
    "DATABASE_OWNER_URL": "postgresql://loyalty_owner:pw@db.example/loyalty",
    "REDIS_URL": "redis://valkey.example/0",
    "BASE_URL": "https://club.example",
    "ALLOWED_HOSTS": "club.example",
}


def _manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return _run("manage.py", *arguments, **environment)


def _told(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What `code` prints of the settings alone; the apps take seconds to load and say nothing of them."""
    return _run(
        "-c",
        f"from django.conf import settings; print({code})",
        DJANGO_SETTINGS_MODULE="config.settings",
        **environment,
    )


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**clean, **new_secrets(), **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_is_clean() -> None:
    done = _manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "changeme"),
        ("PII_KEY", ""),
        ("DATABASE_URL", "sqlite:///books.db"),
        ("DATABASE_URL", "postgresql:///loyalty"),
        ("BASE_URL", "http://club.example"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_PROFILE", "fast"),
        ("MESSAGE_CHANNELS", "email"),  # without EMAIL_URL and MAIL_FROM
    ],
)
def test_a_bad_value_stops_the_start_and_is_named(name: str, value: str) -> None:
    done = _manage("check", **{name: value})
    assert done.returncode != 0
    assert name in done.stderr


def test_one_key_twice_stops_the_start() -> None:
    key = new_key()
    done = _manage("check", PII_KEY=key, QUOTE_KEY=key)
    assert done.returncode != 0
    assert "differ" in done.stderr


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "pii"
    secret.write_text(new_key())
    done = _told("len(settings.PII_KEY)", PII_KEY="", PII_KEY_FILE=str(secret))
    assert done.stdout.strip() == "32", done.stderr


def test_a_mail_server_that_names_no_port_has_the_usual_one() -> None:
    done = _told(
        "settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS",
        MESSAGE_CHANNELS="email", EMAIL_URL="smtp+tls://club:pw@mail.example", MAIL_FROM="club@club.example",
    )  # fmt: skip
    assert done.stdout.strip() == "mail.example 587 True", done.stderr


@pytest.mark.parametrize(("profile", "statement_timeout"), [("web", "5s"), ("jobs", "5min"), ("command", "0")])
def test_each_profile_has_its_time_limits(profile: str, statement_timeout: str) -> None:
    done = _told("settings.DATABASES['default']['OPTIONS']", DATABASE_PROFILE=profile)
    assert f"statement_timeout={statement_timeout}" in done.stdout, done.stderr
    assert ("pool" in done.stdout) is (profile != "command")
