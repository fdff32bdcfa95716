"""The servers of a run: PostgreSQL and Valkey of its own, as durable as in production, and granian as in the demo."""

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from config import commands
from config.embedded import APP_ROLE, OWNER_ROLE, Postgres, ensure_database, start_postgres, start_valkey
from config.keys import new_secrets
from config.messages import compile_catalogues
from config.processes import spawn, stop

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "bench"
_POSTGRES = {"shared_buffers": "512MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "max_connections": "100"}
_TOO_EARLY = 60.0


@dataclass(frozen=True)
class Servers:
    """What a measurement may reach. `port` is the web server's."""

    postgres: Postgres
    port: int
    web: psutil.Process
    folder: Path

    def owner(self) -> psycopg.Connection:
        return self.postgres.connect(role=OWNER_ROLE, database=DATABASE)

    @contextmanager
    def another_web(self, database: str) -> Iterator[int]:
        """The port of a second web server, the same but for its database."""
        url = self.postgres.url(role=APP_ROLE, database=database)
        with _web(self.folder, database_url=url) as (port, _web_process):
            yield port

    def workers(self) -> list[psutil.Process]:
        """Granian's worker processes."""
        return [child for child in self.web.children(recursive=True) if child.is_running()]


@contextmanager
def servers() -> Iterator[Servers]:
    """Everything running, the schema migrated, Django set up in this process; all of it gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="loyalty-bench-"))
    compile_catalogues()
    postgres = start_postgres(folder / "postgres", settings=_POSTGRES)
    try:
        valkey = start_valkey(folder / "valkey", ports=range(21379, 21479))
        try:
            ensure_database(postgres, name=DATABASE)
            _set_environment(postgres, valkey.url(), folder)
            _set_up_django()
            with _web(folder) as (port, web):
                yield Servers(postgres, port, web, folder)
        finally:
            valkey.stop()
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _set_environment(postgres: Postgres, redis_url: str, folder: Path) -> None:
    os.environ.update(new_secrets())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        DATABASE_URL=postgres.url(role=APP_ROLE, database=DATABASE),
        DATABASE_PROFILE="jobs",
        DATABASE_OWNER_URL=postgres.url(role=OWNER_ROLE, database=DATABASE),
        REDIS_URL=redis_url,
        CACHE_URL="",
        CELERY_BROKER_URL="",
        BASE_URL="http://127.0.0.1",
        HTTPS="off",
        ALLOWED_HOSTS="127.0.0.1,testserver",
        STATIC_STORAGE="source",
        STATIC_ROOT=str(folder / "static"),
        OUTBOX_DIR=str(folder / "outbox"),
        LOG_LEVEL="WARNING",
    )
    (folder / "static").mkdir()


def _set_up_django() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def _web(folder: Path, *, database_url: str = "") -> Iterator[tuple[int, psutil.Process]]:
    port = _free_port()
    argv = commands.web(host="127.0.0.1", port=port)
    log = folder / f"web-{port}.log"
    url = database_url or os.environ["DATABASE_URL"]
    process = spawn(argv, log=log, cwd=ROOT, env={**os.environ, "DATABASE_PROFILE": "web", "DATABASE_URL": url})
    try:
        _wait_for(port, log)
        yield port, psutil.Process(process.pid)
    finally:
        stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, log: Path) -> None:
    deadline = time.monotonic() + _TOO_EARLY
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1)  # the second worker
                return
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start:\n{log.read_text()[-2000:]}")
