"""Everything as in production, on servers of its own, and somebody who starts again what was killed."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from config import commands
from config.embedded import APP_ROLE, OWNER_ROLE, Postgres, ensure_database, start_postgres, start_valkey
from config.keys import new_secrets
from config.messages import compile_catalogues
from config.processes import spawn
from config.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE = "chaos"
POSTS = ("postgres", "web", "worker", "beat", "valkey")
_PORTS = range(22000, 22100)  # below those given to clients: one that knocks while we are down must not meet itself
_LONGEST_START = 60.0


@dataclass(frozen=True)
class Servers:
    supervisor: Supervisor
    port: int
    folder: Path
    sockets: Path

    def owner(self) -> psycopg.Connection:
        """An autocommit connection of the owner role; OperationalError while the server is away."""
        return psycopg.connect(host=str(self.sockets), user=OWNER_ROLE, dbname=DATABASE, autocommit=True)

    def clock(self) -> str:
        """The database's."""
        with self.owner() as owner:
            row = owner.execute("select clock_timestamp()::text").fetchone()
            assert row is not None
            return str(row[0])

    def is_ready(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=2).close()
        except (urllib.error.URLError, OSError):
            return False
        return True

    def manage(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """`manage.py …` as a process of its own."""
        environment = {**os.environ, "DATABASE_PROFILE": "command"}
        argv = [sys.executable, "manage.py", *arguments]
        return subprocess.run(argv, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@contextmanager
def servers() -> Iterator[Servers]:
    """All running, the schema migrated, Django set up in this process; all of it gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="loyalty-chaos-"))
    supervisor = Supervisor()
    compile_catalogues()
    try:

        def postgres() -> Postgres:
            return start_postgres(folder / "postgres")

        server = supervisor.man("postgres", postgres)
        ensure_database(server, name=DATABASE)
        wanted: list[int] = list(range(21479, 21579))
        valkey = supervisor.man("valkey", lambda: start_valkey(folder / "valkey", ports=wanted))
        wanted[:] = [valkey.port]  # its address is known to others by now
        port = _free_port()
        _set_environment(server, valkey.url(), folder, port)
        _set_up_django(server)
        named = {"web": commands.web(host="127.0.0.1", port=port), "worker": commands.worker(), "beat": commands.beat()}
        for name, argv in named.items():
            supervisor.man(name, partial(_child, argv, folder / f"{name}.log"))
        running = Servers(supervisor, port, folder, server.socket_folder)
        _wait_until_ready(running)
        yield running
    finally:
        supervisor.stop()
        if not os.environ.get("KEEP"):
            shutil.rmtree(folder, ignore_errors=True)


def _child(argv: Sequence[str], log: Path) -> Child:
    return Child(spawn(argv, log=log, cwd=ROOT, env=_environment_of_processes()))


def _environment_of_processes() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DATABASE_PROFILE"}


def _set_environment(postgres: Postgres, redis_url: str, folder: Path, port: int) -> None:
    os.environ.update(new_secrets())
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.chaos.settings",
        DATABASE_URL=postgres.url(role=APP_ROLE, database=DATABASE),
        DATABASE_OWNER_URL=postgres.url(role=OWNER_ROLE, database=DATABASE),
        DATABASE_PROFILE="command",
        REDIS_URL=redis_url,
        CACHE_URL="",
        CELERY_BROKER_URL="",
        BASE_URL=f"http://127.0.0.1:{port}",
        HTTPS="off",
        ALLOWED_HOSTS="127.0.0.1",
        STATIC_STORAGE="source",
        STATIC_ROOT=str(folder / "static"),
        OUTBOX_DIR=str(folder / "outbox"),
        LOG_LEVEL="INFO",
        PYTHONUNBUFFERED="1",
        MONITORING_TOKEN="chaos-" * 6,
    )
    (folder / "static").mkdir()


def _set_up_django(postgres: Postgres) -> None:
    import django
    from django.core.management import call_command

    from tests.chaos.work import TABLES

    django.setup()
    call_command("migrate", verbosity=0)
    with postgres.connect(role=OWNER_ROLE, database=DATABASE) as owner:
        owner.execute(TABLES)


def _free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port in {_PORTS}")


def _wait_until_ready(running: Servers) -> None:
    deadline = time.monotonic() + _LONGEST_START
    while time.monotonic() < deadline:
        if running.is_ready():
            return
        time.sleep(0.1)
    raise RuntimeError(f"the web server did not start:\n{(running.folder / 'web.log').read_text()[-2000:]}")
