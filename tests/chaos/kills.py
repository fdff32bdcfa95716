"""kill -9, and how long it takes until everything is as it was."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import LiteralString

import psutil
import psycopg

from tests.chaos.servers import POSTS, Servers

PAUSE = 5.0  # seconds of calm between a recovery and the next kill
STOPPED = "valkey (stopped)"
_GIVE_UP = 90.0


@dataclass(frozen=True, kw_only=True)
class Kill:
    """`at` and `until` are monotonic; `until` None: it never recovered."""

    what: str
    at: float
    until: float | None


class Killer:
    """Kills each post so many times, in a shuffled order, and then stops Valkey's clock for a while."""

    def __init__(self, servers: Servers, *, times: int, freeze: float, seed: int) -> None:
        self._servers, self._freeze = servers, freeze
        self._random = random.Random(seed)
        rounds = [self._random.sample(POSTS, len(POSTS)) for _ in range(times)]
        self._plan = [(post, n) for n, order in enumerate(rounds) for post in order]
        self.kills: list[Kill] = []
        self.calm: tuple[float, float] = (0.0, 0.0)

    @property
    def planned(self) -> int:
        return len(self._plan) + bool(self._freeze)

    def work(self, *, calm: float) -> None:
        """Run it in a thread of its own: the main one starts again what falls."""
        start = time.monotonic()
        time.sleep(calm)
        self.calm = (start, time.monotonic())
        for post, n in self._plan:
            self._kill(post, n)
            time.sleep(PAUSE)
        if self._freeze:
            self._stop_valkey()
            time.sleep(PAUSE)

    def _kill(self, post: str, n: int) -> None:
        """Every second time a child instead of the master: a back end, one of the web's or the worker's processes."""
        master = psutil.Process(self._servers.supervisor.pids[post])
        children = master.children() if n % 2 and post in ("postgres", "web", "worker") else []
        victim = self._child(post, children) if children else master
        what = f"{post} ({'a child' if children else 'whole'})"
        told = self._servers.clock()
        at = time.monotonic()
        print(f"  kill -9 {what}", flush=True)
        os.kill(victim.pid, signal.SIGKILL)
        is_back = self._recovery(post, victim, told, whole=not children)
        self.kills.append(Kill(what=what, at=at, until=_wait(is_back)))

    def _child(self, post: str, children: list[psutil.Process]) -> psutil.Process:
        """Of PostgreSQL a back end that serves the product: the server then restarts all of them and recovers."""
        if post == "postgres":
            children = [child for child in children if "loyalty_app" in " ".join(child.cmdline())] or children
        return self._random.choice(children)

    def _recovery(self, post: str, victim: psutil.Process, told: str, *, whole: bool) -> Callable[[], bool]:
        """What says that the post works again: requests are answered, or jobs are done, later than the kill."""

        def manned() -> bool:
            return not whole or self._servers.supervisor.pids[post] != victim.pid

        def signed() -> bool:
            part = "beat" if post == "beat" else "worker"
            return self._ask("select at > %s from loyalty_sign where part = %s", told, part)

        def done() -> bool:
            return self._ask("select max(finished_at) > %s from loyalty_jobrun", told)

        proof = {"postgres": self._servers.is_ready, "web": self._servers.is_ready, "beat": signed}.get(post, done)
        return lambda: manned() and proof()

    def _stop_valkey(self) -> None:
        """SIGSTOP: it takes connections and says nothing, which is worse than being dead."""
        pid = self._servers.supervisor.pids["valkey"]
        at = time.monotonic()
        print(f"  SIGSTOP valkey for {self._freeze:g} s", flush=True)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(self._freeze)
        told = self._servers.clock()
        os.kill(pid, signal.SIGCONT)
        back = _wait(lambda: self._ask("select max(finished_at) > %s from loyalty_jobrun", told))
        self.kills.append(Kill(what=STOPPED, at=at, until=back))

    def _ask(self, question: LiteralString, *values: str) -> bool:
        try:
            with self._servers.owner() as owner:
                row = owner.execute(question, values).fetchone()
                return bool(row and row[0])
        except psycopg.OperationalError:
            return False


def _wait(is_back: Callable[[], bool]) -> float | None:
    deadline = time.monotonic() + _GIVE_UP
    while time.monotonic() < deadline:
        if is_back():
            return time.monotonic()
        time.sleep(0.1)
    return None


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
