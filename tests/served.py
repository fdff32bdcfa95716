"""A real web server in a process of its own, for tests that need its sockets."""

import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config import commands
from config.processes import spawn, stop
from tests.environment import TEMPLATE

ROOT = Path(__file__).resolve().parent.parent
_PORTS = range(22200, 22300)


def environment_of(database: str) -> dict[str, str]:
    """This process's environment, for a web server over another database of the run."""
    urls = {name: os.environ[name].replace(f"/{TEMPLATE}?", f"/{database}?")
            for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}  # fmt: skip
    return {**os.environ, **urls, "DATABASE_PROFILE": "web", "DATABASE_POOL_SIZE": "4"}


@contextmanager
def served(environment: Mapping[str, str], *, log: Path) -> Iterator[int]:
    """The port of granian, started as the demo starts it; it has answered once."""
    port = _free_port()
    web = spawn(commands.web(host="127.0.0.1", port=port), cwd=ROOT, env=environment, log=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/live", log)
        yield port
    finally:
        stop(web)


def _free_port() -> int:
    for port in _PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no free port")


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the web server did not start:\n{log.read_text()[-2000:]}")
