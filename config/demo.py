"""`make demo`: everything on one machine under one supervisor, with nothing needed but this checkout and its .venv.

PostgreSQL and Valkey are embedded unless DATABASE_URL and REDIS_URL are set. What a newcomer or a program needs to know
is in `var/demo/demo.json` for as long as the demo is ready.
"""

import argparse
import fcntl
import json
import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

import psutil

from config import commands, messages
from config.embedded import APP_ROLE, OWNER_ROLE, Postgres, Valkey, ensure_database, start_postgres, start_valkey
from config.keys import new_secrets
from config.processes import spawn, stop
from config.supervisor import Child, StopAsked, Supervisor, stop_on_signals

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "demo"
LOCK = HOME.parent / "demo.lock"
ACCOUNTS = HOME / "accounts.json"  # load_demo writes who may sign in
CARD = HOME / "demo.json"
_DATABASE = "loyalty"
_WAIT_FOR_LEFTOVERS = 20.0
_POSTGRES = {
    "shared_buffers": "256MB",
    "log_lock_waits": "on",
    "log_min_duration_statement": "500",
    "log_parameter_max_length": "0",  # no personal data in logs
    "log_parameter_max_length_on_error": "0",
}


class CannotStart(Exception):
    """The sentence says what to do."""


def run(*, port: int, full: bool) -> None:
    """Start everything, say where it is, and stay until SIGINT, SIGTERM or SIGHUP. Raises CannotStart, ServerFailed."""
    supervisor = Supervisor()
    with suppress(StopAsked), stop_on_signals(), _only_one() as lock:
        try:
            CARD.unlink(missing_ok=True)
            _refuse_taken(port)
            (HOME / "logs").mkdir(parents=True, exist_ok=True)
            environment = {**os.environ, **_secrets(), **_settings(port)}
            environment.update(_man_servers(supervisor, environment))
            _prepare(environment, full=full)
            _man_processes(supervisor, environment, port=port, lock=lock)
            _wait_until_ready(supervisor, port)
            _write_card(environment, supervisor.pids)
            print(_greeting(), flush=True)
            supervisor.watch(replaced=lambda: _write_card(environment, supervisor.pids))
        finally:
            print("Stopping …", flush=True)
            CARD.unlink(missing_ok=True)
            supervisor.stop()


def running_environment() -> dict[str, str] | None:
    """What the processes of the demo that runs on this checkout see, the owner's database included; None: none runs."""
    if not CARD.exists():
        return None
    card = json.loads(CARD.read_text())
    settings = _settings(int(card["base_url"].rpartition(":")[2]))
    urls = {"DATABASE_URL": card["database_url"], "REDIS_URL": card["redis_url"]}
    owner = {"DATABASE_OWNER_URL": card["database_url"].replace(APP_ROLE, OWNER_ROLE, 1)}
    return {**os.environ, **_secrets(), **settings, **urls, **owner}


def reset() -> None:
    """Drop the demo's data. Raises CannotStart while a demo runs."""
    with _only_one():
        shutil.rmtree(HOME, ignore_errors=True)


@contextmanager
def _only_one() -> Iterator[int]:
    """Holds the demo's lock and gives its descriptor. Web, worker and Beat inherit it: as long as one of them is left
    from a killed demo, there is no second Beat."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("a+") as lock:
        deadline = time.monotonic() + _WAIT_FOR_LEFTOVERS
        while not _lock_now(lock):
            lock.seek(0)
            holder = lock.read().strip()
            if holder and psutil.pid_exists(int(holder)):
                raise CannotStart(f"The demo is running (pid {holder}). Stop it first.")
            if time.monotonic() > deadline:
                raise CannotStart(f"Something of an earlier demo still runs: `fuser {LOCK}` names it.")
            time.sleep(0.1)  # the holder was killed and its children are going
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock.fileno()


def _lock_now(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise CannotStart(f"Port {port} is taken. Choose another: make demo PORT={port + 80}")


def _secrets() -> dict[str, str]:
    """Made once and kept, for the data is encrypted with them; the environment's own win."""
    kept = HOME / "secrets.json"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(new_secrets(), indent=2))
    return _prefer_environment(json.loads(kept.read_text()))


def _settings(port: int) -> dict[str, str]:
    defaults = {
        "BASE_URL": f"http://127.0.0.1:{port}",
        "HTTPS": "off",
        "STATIC_STORAGE": "hashed",
        "STATIC_ROOT": str(HOME / "static"),
        "OUTBOX_DIR": str(HOME / "outbox"),
        "DEMO": "on",
        "DEMO_ACCOUNTS": str(ACCOUNTS),
    }
    hosts = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("ALLOWED_HOSTS", "").split(","))]
    return {
        **_prefer_environment(defaults),
        "ALLOWED_HOSTS": ",".join(hosts),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _prefer_environment(defaults: Mapping[str, str]) -> dict[str, str]:
    return {name: os.environ.get(name) or value for name, value in defaults.items()}


def _man_servers(supervisor: Supervisor, environment: Mapping[str, str]) -> dict[str, str]:
    """Start the servers that the environment does not name; their addresses as variables."""
    found = {}
    if not environment.get("DATABASE_URL"):

        def postgres() -> Postgres:
            return start_postgres(HOME / "postgres", settings=_POSTGRES)

        server = supervisor.man("postgres", postgres)
        ensure_database(server, name=_DATABASE)
        found["DATABASE_URL"] = server.url(role=APP_ROLE, database=_DATABASE)
        found["DATABASE_OWNER_URL"] = server.url(role=OWNER_ROLE, database=_DATABASE)
    if not environment.get("REDIS_URL"):
        wanted = int(environment.get("VALKEY_PORT") or 16379)
        ports: list[int] = list(range(wanted, min(wanted + 100, 32768)))

        def valkey() -> Valkey:
            started = start_valkey(HOME / "valkey", ports=ports)
            ports[:] = [started.port]  # the address is known to others by now: started again, it must be the same
            return started

        found["REDIS_URL"] = supervisor.man("valkey", valkey).url()
    return found


def _prepare(environment: Mapping[str, str], *, full: bool) -> None:
    messages.compile_catalogues()
    print("Preparing the database and the demo data …", flush=True)
    argv = [sys.executable, "-m", "config.prepare", *(["--full"] if full else [])]
    child = spawn(argv, env=environment, cwd=ROOT)
    try:
        if child.wait():
            raise CannotStart("The demo could not be prepared; the reason stands above.")
    finally:
        stop(child)


def _man_processes(supervisor: Supervisor, environment: Mapping[str, str], *, port: int, lock: int) -> None:
    host = environment.get("HOST") or "127.0.0.1"
    named = {"web": commands.web(host=host, port=port), "worker": commands.worker(), "beat": commands.beat()}
    counted = _fresh(HOME / "metrics")
    for name, argv in named.items():
        supervisor.man(name, partial(_child, name, argv, {**environment, **counted}, lock))


def _fresh(folder: Path) -> dict[str, str]:
    """Where the processes add up what they count; what an earlier run counted is over."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}


def _child(name: str, argv: list[str], environment: Mapping[str, str], lock: int) -> Child:
    log = HOME / "logs" / f"{name}.log"
    return Child(spawn(argv, log=log, env=environment, cwd=ROOT, keep_open=[lock]))


def _wait_until_ready(supervisor: Supervisor, port: int, *, within: float = 90) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if fallen := supervisor.fallen():
            raise CannotStart(f"{fallen} ended at once; see var/demo/logs/{fallen}.log")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise CannotStart("/health/ready does not answer 200; see var/demo/logs/web.log")


def _write_card(environment: Mapping[str, str], pids: Mapping[str, int]) -> None:
    """Put `demo.json` in place at once, readable by its owner only: it holds a password and keys."""
    accounts: dict[str, Any] = json.loads(ACCOUNTS.read_text())
    base_url = environment["BASE_URL"]
    card = {
        "base_url": base_url,
        "admin": {"url": f"{base_url}/{environment.get('ADMIN_URL', 'admin').strip('/')}/", **accounts["admin"]},
        "shops": accounts["shops"],
        "members": accounts["members"],
        "outbox": environment["OUTBOX_DIR"],
        "database_url": environment["DATABASE_URL"],
        "redis_url": environment["REDIS_URL"],
        "pids": {"supervisor": os.getpid(), **pids},
    }
    draft = CARD.with_suffix(".tmp")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n")
    draft.replace(CARD)


def _greeting() -> str:
    card = json.loads(CARD.read_text())
    base_url, admin = card["base_url"], card["admin"]
    lines = [
        f"Start here    {base_url}/",
        f"Admin         {admin['url']}   {admin['login']} / {admin['password']}",
        f"Shop API      {base_url}/api/docs/",
        *(f"  key         {shop['api_key']}   {shop['name']}" for shop in card["shops"][:3]),
        *(f"  member      {member['phone']}   card {member['card']}" for member in card["members"][:3]),
        f"Sent messages {card['outbox']}",
        f"All of it     {CARD.relative_to(ROOT)}",
        "Ctrl-C stops it and keeps the data; `make demo-reset` drops the data.",
    ]
    return "\n" + "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="The demo: everything on one machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--full", action="store_true", help="load all the receipts, not a part")
    parser.add_argument("--reset", action="store_true", help="drop the data and end")
    options = parser.parse_args()
    try:
        if options.reset:
            reset()
        else:
            run(port=options.port, full=options.full)
    except CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
