"""A Spark cluster of this machine: a master and two workers, real processes that talk over 127.0.0.1."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pyspark

from config.processes import spawn, stop

_WORKERS = 2
_TOO_LATE = 120.0
_SPARK = Path(pyspark.__file__).parent


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The master's URL, once both workers have come to it; all of it stopped after the block. Logs are in `folder`."""
    os.environ.update(SPARK_HOME=str(_SPARK), SPARK_LOCAL_IP="127.0.0.1", SPARK_WORKER_DIR=str(folder / "work"))
    port, page = _free_port(), _free_port()
    url = f"spark://127.0.0.1:{port}"
    with ExitStack() as started:
        _start(started, folder, "master", "master.Master", ["--port", str(port), "--webui-port", str(page)])
        _wait(page, workers=0)
        for number in range(1, _WORKERS + 1):
            limits = ["--cores", "1", "--memory", "1g", "--webui-port", "0"]
            _start(started, folder, f"worker-{number}", "worker.Worker", [*limits, url])
        _wait(page, workers=_WORKERS)
        yield url


def _start(started: ExitStack, folder: Path, name: str, what: str, args: list[str]) -> None:
    argv = [str(_SPARK / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", "--host", "127.0.0.1", *args]
    process = spawn(argv, log=folder / f"{name}.log", cwd=folder, env=dict(os.environ))
    started.callback(stop, process)


def _wait(page: int, *, workers: int) -> None:
    deadline = time.monotonic() + _TOO_LATE
    while time.monotonic() < deadline:
        try:
            with urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] >= workers:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"Spark has no {workers} workers after {_TOO_LATE:.0f} s; its logs say why (KEEP=1 keeps them)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
