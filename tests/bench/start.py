"""P11: how long `make demo` takes on a fresh checkout, and again."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from config.processes import spawn, stop
from tests.bench.result import Result
from tests.bench.servers import ROOT

_FIRST, _SECOND = 90, 10
_GIVE_UP = 600.0


def measure_start() -> Result:
    """A copy of the checkout with a .venv of its own, installed from the machine's package caches as they are."""
    folder = Path(tempfile.mkdtemp(prefix="loyalty-bench-"))
    folder.chmod(0o755)
    try:
        _copy_checkout(folder / "checkout")
        first, second = _start(folder / "checkout"), _start(folder / "checkout")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Result(
        what="`make demo` on a fresh checkout until ready",
        value=round(first, 1),
        unit="s",
        reference=f"the second start, {second:.1f} s",
        ratio=round(second / first, 3),
        goal=f"≤ {_FIRST} s, the second ≤ {_SECOND} s",
        met=first <= _FIRST and second <= _SECOND,
        n=1,
        notes=("the first start makes the .venv and installs into it from pip's cache",),
    )


def _copy_checkout(to: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def _start(checkout: Path) -> float:
    """Seconds until the demo says it is ready; stopped after that."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    log = checkout.parent / "demo.log"
    start = time.monotonic()
    process = spawn(["make", "demo", f"PORT={port}", f"PYTHON={python}"], cwd=checkout, log=log)
    try:
        while not _ready(checkout, port):
            if process.poll() is not None or time.monotonic() - start > _GIVE_UP:
                raise RuntimeError(f"the demo did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        return time.monotonic() - start
    finally:
        stop(process, within=60)


def _ready(checkout: Path, port: int) -> bool:
    if not (checkout / "var" / "demo" / "demo.json").exists():
        return False
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
    except (URLError, ConnectionError, TimeoutError):
        return False
    return True
