"""The line that says how far a long run has come."""

import time
from collections.abc import Callable


class Progress:
    """Tells `tell` at most once a second how many of `total` rows are done, how fast, and how long it will take."""

    def __init__(self, tell: Callable[[str], None], *, total: int, done: int) -> None:
        self._tell = tell
        self._total = total
        self._start = done
        self._started = self._told = time.monotonic()

    def show(self, done: int) -> None:
        now = time.monotonic()
        if now - self._told < 1:
            return
        self._told = now
        per_second = (done - self._start) / (now - self._started)
        left = max(0, self._total - done) / per_second if per_second else 0
        share = min(100, done * 100 // self._total) if self._total else 100
        self._tell(
            f"{share:3d} %  {_spaced(done)} of {_spaced(self._total)} rows  "
            f"{_spaced(round(per_second))} rows/s  {int(left) // 60}:{int(left) % 60:02d} left"
        )


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")
