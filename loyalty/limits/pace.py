"""How fast an API key may call: token buckets in this process's memory.

Not in Valkey: a till must never wait for a limiter, and memory cannot hang. So several web processes let through as
many times the rate; the proxy before them holds the exact one (docs/deploy/nginx.conf), and this is the second fence.
"""

from dataclasses import dataclass
from math import ceil
from threading import Lock


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a call finds. `wait` is 0 when it may go on, else seconds; the rest is for the caller's own pacing."""

    burst: int
    left: int
    full_in: int
    wait: int


class _Bucket:
    def __init__(self, now: float) -> None:
        self.spent = 0.0
        self.since = now
        self.running = 0


class Pace:
    """Buckets by name; `now` is seconds of any clock that only goes forward. Safe from several threads."""

    def __init__(self) -> None:
        self._buckets: dict[str, _Bucket] = {}  # one per key that has called: there are as many as keys
        self._lock = Lock()

    def enter(self, *, name: str, per_second: int, now: float) -> Room:
        """A call begins, unless its room says to wait. `per_second` in the long run, twice that in a burst, and two
        fifths of it at once: 50, 100 and 20. Every call that may go on must `leave`."""
        burst = 2 * per_second
        with self._lock:
            bucket = self._buckets.setdefault(name, _Bucket(now))
            bucket.spent = max(0.0, bucket.spent - (now - bucket.since) * per_second)
            bucket.since = now
            wait = 0
            if bucket.spent + 1 > burst:
                wait = max(1, ceil((bucket.spent + 1 - burst) / per_second))
            elif bucket.running >= max(1, 2 * per_second // 5):
                wait = 1
            else:
                bucket.spent += 1
                bucket.running += 1
            spent = bucket.spent
        return Room(burst=burst, left=int(burst - spent), full_in=ceil(spent / per_second), wait=wait)

    def leave(self, *, name: str) -> None:
        """A call that was let in has ended."""
        with self._lock:
            self._buckets[name].running -= 1


pace = Pace()
