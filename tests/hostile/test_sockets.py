"""What no HTTP library would send, through granian itself: no 5xx, nobody waits for ever, and the books stay."""

import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from tests.cast import enter_cast
from tests.hostile.sending import books
from tests.served import environment_of, served

_PATIENCE = 20.0  # far above any answer
_HANGS = 999
_THREADS = 4  # of a worker; two of them share the connections as the kernel likes
_BIG = 20 * 1024 * 1024
_CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"


def test_nonsense_on_the_wire(own_database: str, tmp_path: Path) -> None:
    key = enter_cast().key
    before = books()
    with served(environment_of(own_database), log=tmp_path / "web.log") as port:
        said = {name: _answer(port, sent, ends="the end" in name) for name, sent in _requests(key)}
        faults = {name: status for name, status in said.items() if status >= 500}

        # then: what has an answer of the product's own has the right one
        assert not faults, (tmp_path / "web.log").read_text()[-2000:]
        expected = {"good": 200, "no Content-Type": 415, "20 MB": 413, "20 MB in chunks": 411, "an unknown verb": 405,
                    "NUL in the path": 404}  # fmt: skip
        assert {name: said[name] for name in expected} == expected

        # and: those who never finish keep nobody else waiting
        halves = [_opened(port, sent) for sent, many in _halves(key) for _ in range(many)]
        assert _answer(port, _call("GET", "/health/live")) == 200
        for half in halves:
            half.close()
        assert _answer(port, _call("GET", "/health/live")) == 200
    assert books() == before


def _requests(key: str) -> Iterator[tuple[str, bytes]]:
    quotes, known = "/api/v1/quotes", f"Authorization: Api-Key {key}"
    json = "Content-Type: application/json"
    yield "good", _call("GET", "/health/live")
    yield "a bad request line", b"GARBAGE\r\n\r\n"
    yield "another version", b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"
    yield "HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    yield "TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n"
    yield "no Host", b"GET / HTTP/1.1\r\n\r\n"
    yield "HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n"
    yield "a raw NUL in the path", b"GET /a\0b HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "NUL in the path", _call("GET", "/api/v1/orders/a%00b", known)
    yield "bytes in the path", b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "a path of 100 KB", _call("GET", "/" + "x" * 100_000)
    yield "everything there is", b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    yield "an absolute address", _call("GET", "http://evil.example/admin/")
    yield "a tunnel", b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    yield "an unknown verb", _call("FROB", "/health/live")
    yield "a verb in lower case", _call("get", "/")
    yield "a header of a megabyte", _call("GET", "/", "X-Big: " + "x" * 1_000_000)
    yield "ten thousand headers", _call("GET", "/", *(f"X-{number}: x" for number in range(10_000)))
    yield "a header without a colon", _call("GET", "/", "X-No-Colon")
    yield "a folded header", _call("GET", "/", "X-Folded: a\r\n b")
    yield "NUL in a header", _call("GET", "/", "X-Nul: a\0b")
    for name in (
        "Host: evil.example",
        known,
        "Idempotency-Key: aaaaaaaa",
        "Content-Type: text/html",
        "Cookie: session=x",
    ):
        yield f"twice {name[:12]}", _call("POST", "/api/v1/orders", name, name, known, json, body=b"{}")
    yield "two lengths", _call("POST", quotes, known, json, "Content-Length: 5", body=b"{}")
    yield "a length below zero", _raw("POST", quotes, known, json, "Content-Length: -1") + b"{}"
    yield "a length and chunks", _call("POST", quotes, known, json, "Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    yield "broken chunks", _raw("POST", quotes, known, json, "Transfer-Encoding: chunked") + b"ZZZ\r\nx\r\n"
    yield "no Content-Type", _call("POST", quotes, known, body=b"{}")
    yield "20 MB", _call("POST", quotes, known, json, body=b" " * _BIG)
    chunks = _CHUNK * (_BIG // 0x10000) + b"0\r\n\r\n"
    yield "20 MB in chunks", _raw("POST", quotes, known, json, "Transfer-Encoding: chunked") + chunks
    yield "half a body and the end", _raw("POST", quotes, known, json, "Content-Length: 100") + b'{"lines": ['


def _halves(key: str) -> Iterator[tuple[bytes, int]]:
    """The sender stays on the line and says no more. Before the body that holds no thread; a body that does not come
    holds one, so nginx reads bodies before the product hears of them (docs/deploy/nginx.conf)."""
    yield b"GET /heal", 3 * _THREADS
    yield b"GET / HTTP/1.1\r\nHost: localho", 3 * _THREADS
    known = f"Authorization: Api-Key {key}"
    half_a_body = _raw("POST", "/api/v1/quotes", known, "Content-Type: application/json", "Content-Length: 9") + b"{"
    yield half_a_body, _THREADS - 1


def _call(method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    return _raw(method, path, *headers, *length) + body


def _raw(method: str, path: str, *headers: str) -> bytes:
    lines = (f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers)
    return "\r\n".join((*lines, "", "")).encode()


def _opened(port: int, sent: bytes) -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    with suppress(ConnectionError):  # it may hang up while it is still being told things
        opened.sendall(sent)
    return opened


def _answer(port: int, sent: bytes, *, ends: bool = False) -> int:
    """The status; 0 when the server hung up without a word, 999 when it does neither."""
    heard = b""
    with closing(_opened(port, sent)) as opened:
        if ends:
            opened.shutdown(socket.SHUT_WR)
        try:
            while b"\r\n" not in heard and (more := opened.recv(65_536)):
                heard += more
        except TimeoutError:
            return _HANGS
        except ConnectionError:
            pass
    return int(heard.split()[1]) if heard.startswith(b"HTTP/1.") else 0
