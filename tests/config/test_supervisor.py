"""The supervisor replaces what falls and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from config import demo
from config.processes import spawn
from config.supervisor import Child, StopAsked, Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent
# a master with a child of its own, as web servers and workers have; it says the child's pid
MASTER = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    made = Supervisor()
    yield made
    made.stop()


def _until(happens: Callable[[], object], within: float = 10) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if happens():
            return True
        time.sleep(0.02)
    return False


def _lives(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def _master(log: Path) -> Child:
    log.unlink(missing_ok=True)
    return Child(spawn([sys.executable, "-c", MASTER], log=log))


def _helper_pid(log: Path) -> int:
    assert _until(lambda: log.exists() and log.read_text().endswith("\n"))
    return int(log.read_text())


def _watch_until_replaced(supervisor: Supervisor) -> None:
    def replaced() -> None:
        raise StopAsked

    with suppress(StopAsked):
        supervisor.watch(replaced=replaced, every=0.02)


def test_a_killed_process_is_replaced_and_its_orphans_are_gone(supervisor: Supervisor, tmp_path: Path) -> None:
    # given a master with a helper
    log = tmp_path / "log"
    supervisor.man("worker", lambda: _master(log))
    before, orphan = supervisor.pids["worker"], _helper_pid(log)

    # when the master alone is killed
    os.kill(before, signal.SIGKILL)
    _watch_until_replaced(supervisor)

    # then another one works, and the helper of the first does not
    assert supervisor.pids["worker"] != before
    assert _lives(supervisor.pids["worker"])
    assert _until(lambda: not _lives(orphan))


def test_stop_ends_children_and_what_they_started(tmp_path: Path) -> None:
    supervisor = Supervisor()
    log = tmp_path / "log"
    supervisor.man("web", lambda: _master(log))
    master, helper = supervisor.pids["web"], _helper_pid(log)

    supervisor.stop()

    assert not _lives(master)
    assert _until(lambda: not _lives(helper))


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    # given a supervisor in a process of its own
    code = (
        "import sys, time; from config.processes import spawn\n"
        "print(spawn([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert _lives(child)

    # when
    parent.kill()
    parent.communicate()

    # then
    assert _until(lambda: not _lives(child))


def test_a_second_demo_is_refused_while_a_child_of_the_first_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given the lock of a running demo, inherited by its Beat
    monkeypatch.setattr(demo, "LOCK", tmp_path / "demo.lock")
    with demo._only_one() as lock:
        beat = spawn([sys.executable, "-c", "import time; time.sleep(60)"], keep_open=[lock])

        # then another cannot start, and is told who runs
        with pytest.raises(demo.CannotStart, match=str(os.getpid())), demo._only_one():
            pass

    # nor after the first was killed, until its Beat is gone
    monkeypatch.setattr(psutil, "pid_exists", lambda pid: False)
    monkeypatch.setattr(demo, "_WAIT_FOR_LEFTOVERS", 0.3)
    with pytest.raises(demo.CannotStart, match="still runs"), demo._only_one():
        pass
    beat.kill()
    beat.wait()
    with demo._only_one():
        pass


def test_a_taken_port_is_named() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(demo.CannotStart, match=str(port)):
            demo._refuse_taken(port)
