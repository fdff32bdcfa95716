"""Keeps a few processes running: starts, watches, restarts and stops them together."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from config.processes import kill_group, stop

_CALM = 60.0  # after so many quiet seconds a fall counts as the first again
_LONGEST_PAUSE = 30.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """One of the signals that end a supervisor came."""


class Running(Protocol):
    """Something started that has one main process: an embedded server or a plain child."""

    @property
    def process(self) -> subprocess.Popen[bytes]: ...

    def stop(self) -> None: ...


R = TypeVar("R", bound=Running)


@dataclass(frozen=True)
class Child:
    """A plain child process; told to stop, it has 15 seconds to finish what it does."""

    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        stop(self.process, within=15)


@dataclass
class _Post:
    """A post to be manned: how, by whom now, and how often it fell lately."""

    name: str
    start: Callable[[], Running]
    now: Running
    since: float = field(default_factory=time.monotonic)
    falls: int = 0
    due: float | None = None  # when to man it again; None while somebody is there


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raises StopAsked in the block on the first SIGINT, SIGTERM or SIGHUP; later ones cannot disturb the stopping."""

    def ask(number: int, frame: object) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise StopAsked

    for each in _SIGNALS:
        signal.signal(each, ask)
    yield


class Supervisor:
    """Mans posts in order and leaves them in reverse; whoever falls is replaced after a growing pause."""

    def __init__(self) -> None:
        self._posts: list[_Post] = []

    @property
    def pids(self) -> dict[str, int]:
        """The main process of each post."""
        return {post.name: post.now.process.pid for post in self._posts}

    def man(self, name: str, start: Callable[[], R]) -> R:
        """Start `name` now, and again whenever it falls. What the first `start` raises passes through."""
        running = start()
        self._posts.append(_Post(name, start, running))
        return running

    def fallen(self) -> str | None:
        """The name of a post whose process has ended, or None."""
        return next((post.name for post in self._posts if post.now.process.poll() is not None), None)

    def watch(
        self, *, replaced: Callable[[], None], every: float = 0.5, until: Callable[[], bool] = lambda: False
    ) -> None:
        """Replace who falls, telling `replaced`, until `until` says so or an exception (StopAsked) ends it."""
        while not until():
            new = [post for post in self._posts if self._look_after(post)]
            if new:
                replaced()
            time.sleep(every)

    def stop(self) -> None:
        """Stop the children all at once, then the servers they used."""
        children = [post for post in self._posts if isinstance(post.now, Child)]
        with ThreadPoolExecutor(max_workers=len(children) or 1) as pool:
            list(pool.map(lambda post: post.now.stop(), children))
        for post in reversed(self._posts):
            post.now.stop()
            kill_group(post.now.process)

    def _look_after(self, post: _Post) -> bool:
        """Whether the post has a new process."""
        if post.due is None and post.now.process.poll() is not None:
            print(f"{post.name} ended with {post.now.process.returncode}: starting it again", flush=True)
            kill_group(post.now.process)  # a killed master leaves its workers; two Beats would double every task
            self._fell(post)
        if post.due is None or time.monotonic() < post.due:
            return False
        try:
            post.now = post.start()
        except RuntimeError as error:
            print(f"{post.name} did not start: {error}", flush=True)
            self._fell(post)
            return False
        post.since, post.due = time.monotonic(), None
        return True

    @staticmethod
    def _fell(post: _Post) -> None:
        now = time.monotonic()
        post.falls = 1 if post.due is None and now - post.since > _CALM else post.falls + 1
        post.due = now + min(_LONGEST_PAUSE, 0.25 * 2**post.falls)
