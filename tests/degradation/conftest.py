"""A Valkey that may not be touched, and one that can be killed or frozen under a real web server."""

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis.connection

import config.celery  # noqa: F401  as in the web server: a page that asks for a job asks the product's broker
from config.embedded import APP_ROLE, Valkey, ensure_database, start_postgres, start_valkey
from tests.chaos.work import TABLES
from tests.served import ROOT, environment_of, served

VALKEY_PORTS = range(21579, 21679)


@pytest.fixture
def touches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every try to talk to Valkey from this process; each fails like a server that is gone."""
    seen: list[str] = []

    def refuse(self: redis.connection.AbstractConnection, *args: object, **kwargs: object) -> None:
        seen.append(type(self).__name__)
        raise redis.ConnectionError("Valkey is gone")

    for name in ("connect", "send_packed_command", "read_response"):
        monkeypatch.setattr(redis.connection.AbstractConnection, name, refuse, raising=False)
        monkeypatch.setattr(redis.connection.Connection, name, refuse, raising=False)
    return seen


@dataclass
class Installation:
    """The web server over a database of the test's own, with a reaction to count, and its Valkey; no worker."""

    url: str
    valkey: Valkey
    environment: dict[str, str]

    def kill_valkey(self) -> None:
        self.valkey.process.kill()
        self.valkey.process.wait()

    def freeze_valkey(self) -> None:
        """It goes on taking connections, and answers nothing."""
        self.valkey.process.send_signal(signal.SIGSTOP)

    def manage(self, *arguments: str) -> str:
        """What `manage.py …` says; it must succeed."""
        argv = [sys.executable, "manage.py", *arguments]
        environment = {**self.environment, "DATABASE_PROFILE": "command"}
        return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def installation(
    own_database: str, owner_connection: "psycopg.Connection[tuple[object, ...]]", tmp_path: Path
) -> Iterator[Installation]:
    owner_connection.execute(TABLES)
    valkey = start_valkey(tmp_path / "valkey", ports=VALKEY_PORTS)
    environment = {
        **environment_of(own_database),
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        "REDIS_URL": valkey.url(),
        "OUTBOX_DIR": str(tmp_path / "outbox"),
    }
    try:
        with served(environment, log=tmp_path / "web.log") as port:
            yield Installation(f"http://127.0.0.1:{port}", valkey, environment)
    finally:
        valkey.process.send_signal(signal.SIGCONT)
        valkey.stop()


@pytest.fixture
def orphan(tmp_path: Path) -> Iterator[str]:
    """The address of a web server that had used its PostgreSQL before that was stopped."""
    server = start_postgres(tmp_path / "postgres")
    try:
        ensure_database(server, name="orphan")
        environment = {
            **os.environ,
            "DATABASE_URL": server.url(role=APP_ROLE, database="orphan"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_PROFILE": "web",
        }
        with served(environment, log=tmp_path / "web.log") as port:
            url = f"http://127.0.0.1:{port}"
            with suppress(urllib.error.HTTPError):  # it has no tables: all that matters is that it is asked
                urllib.request.urlopen(f"{url}/health/ready", timeout=10)
            server.stop()
            yield url
    finally:
        server.stop()
