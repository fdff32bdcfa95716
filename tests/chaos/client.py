"""A till that never gives a request up: it repeats it with its key until the answer is final."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

PATIENCE = 2.0  # seconds a till waits for one answer
_NOT_FINAL = {429, 500, 502, 503, 504}
_LONGEST_PAUSE = 1.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: bytes
    replayed: bool

    @property
    def json(self) -> dict[str, Any]:
        decoded: dict[str, Any] = msgspec.json.decode(self.body)
        return decoded


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request that got its final answer: when it was first sent (monotonic), how long its first try and all of them
    took, how many tries there were, and how the first that failed did."""

    what: str
    at: float
    first: float
    seconds: float
    tries: int
    trouble: str


@dataclass
class Log:
    """What all clients sent; requests nobody answered stay in `open`."""

    sent: list[Sent] = field(default_factory=list)
    open: dict[str, str] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class GaveUp(Exception):
    """The run ended before the answer came."""


class Till:
    """One client: a key of its own, a connection kept open. Not for several threads."""

    def __init__(self, *, port: int, key: str, log: Log, deadline: "Deadline") -> None:
        self._port, self._key, self._log, self._deadline = port, key, log, deadline
        self._connection: http.client.HTTPConnection | None = None

    def post(self, what: str, path: str, body: Any, *, key: str = "") -> Answer:
        """The final answer. Raises GaveUp at the run's deadline, the request staying open."""
        return self._insist(what, "POST", path, msgspec.json.encode(body), key)

    def get(self, path: str) -> Answer:
        return self._insist("read", "GET", path, b"", "")

    def replay(self, what: str, path: str, body: Any, *, key: str, expected: Answer) -> None:
        """Send it once more: the very same answer must come back, marked as replayed."""
        again = self.post(f"replayed {what}", path, body, key=key)
        if (again.status, again.body) != (expected.status, expected.body) or not again.replayed:
            with self._log.lock:
                self._log.differing.append(f"{what} {key}: {expected.status} then {again.status}")

    def _insist(self, what: str, method: str, path: str, body: bytes, key: str) -> Answer:
        start, tries, trouble = time.monotonic(), 0, ""
        name = f"{method} {path} {key or threading.get_ident()}"
        with self._log.lock:
            self._log.open[name] = what
        first = 0.0
        while True:
            tries += 1
            answer, said = self._try(method, path, body, key)
            first = first or time.monotonic() - start
            if answer is not None:
                break
            trouble = trouble or said
            if time.monotonic() > self._deadline.at:
                raise GaveUp(name)
            time.sleep(min(_LONGEST_PAUSE, 0.05 * 2 ** min(tries, 6)))
        with self._log.lock:
            del self._log.open[name]
            seconds = time.monotonic() - start
            self._log.sent.append(Sent(what=what, at=start, first=first, seconds=seconds, tries=tries, trouble=trouble))
        return answer

    def _try(self, method: str, path: str, body: bytes, key: str) -> tuple[Answer | None, str]:
        """The answer when it is final; else what went wrong."""
        headers = {"Authorization": f"Api-Key {self._key}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
            self._connection.request(method, path, body or None, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return None, type(error).__name__
        replayed = response.headers.get("Idempotency-Replayed") == "true"
        if response.status in _NOT_FINAL or b'"request_in_progress"' in content:
            return None, str(response.status)
        return Answer(status=response.status, body=content, replayed=replayed), ""


@dataclass
class Deadline:
    """Moved ahead by whoever runs the show; until it is set, nobody gives up."""

    at: float = float("inf")
