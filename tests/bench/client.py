"""A load of HTTP requests from several processes, each with one connection kept open.

Plain sockets and requests made of ready bytes: http.client would take more of the processor than the server does.
"""

import multiprocessing
import resource
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Requests = Callable[[int], Iterator[bytes]]  # the requests of client number n, for ever


@dataclass(frozen=True, kw_only=True)
class Load:
    """`seconds` are latencies of every answered request; `cpu` is processor time of the clients per second."""

    per_second: float
    seconds: list[float]
    cpu: float


class UnexpectedAnswer(Exception):
    """The server said something else than 2xx; a measurement of refusals would mean nothing."""


def http(*, path: str, key: str, body: bytes, idempotency_key: str = "") -> bytes:
    """The bytes of one POST."""
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Api-Key {key}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *([f"Idempotency-Key: {idempotency_key}"] if idempotency_key else []),
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def load(*, port: int, clients: int, seconds: float, requests: Requests) -> Load:
    """Send for so long. Raises UnexpectedAnswer."""
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[tuple[list[float], float, str]] = context.Queue()
    until = time.monotonic() + seconds
    processes = [context.Process(target=_client, args=(port, requests(n), until, answers)) for n in range(clients)]
    for process in processes:
        process.start()
    parts = [answers.get() for _process in processes]
    for process in processes:
        process.join()
    for _latencies, _cpu, failure in parts:
        if failure:
            raise UnexpectedAnswer(failure)
    latencies = [one for part in parts for one in part[0]]
    return Load(per_second=len(latencies) / seconds, seconds=latencies, cpu=sum(part[1] for part in parts) / seconds)


def _client(
    port: int,
    requests: Iterator[bytes],
    until: float,
    answers: "multiprocessing.Queue[tuple[list[float], float, str]]",
) -> None:
    latencies: list[float] = []
    failure = ""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (start := time.monotonic()) < until:
                connection.sendall(next(requests))
                status, body = _answer(connection)
                if not 200 <= status < 300:
                    failure = f"{status}: {body[:500].decode(errors='replace')}"
                    break
                latencies.append(time.monotonic() - start)
    except OSError as error:
        failure = repr(error)
    used = resource.getrusage(resource.RUSAGE_SELF)
    answers.put((latencies, used.ru_utime + used.ru_stime, failure))


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head = data[:end].lower()
    found = head.find(b"content-length:")
    length = int(head[found + 15 :].split(b"\r\n", 1)[0]) if found >= 0 else 0
    while len(data) < end + 4 + length:
        data += _more(connection)
    return int(head[9:12]), data[end + 4 :]


def _more(connection: socket.socket) -> bytes:
    chunk = connection.recv(65536)
    if not chunk:
        raise ConnectionResetError("the server closed the connection")
    return chunk
