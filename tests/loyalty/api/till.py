"""A till that speaks the API, for tests: real requests through Django's stack, real keys."""

import itertools
from typing import Any

import msgspec
from django.test import Client

_keys = itertools.count(1)

COFFEE = {"line_id": "1", "sku": "A-1", "quantity": "2", "price": "450.00"}
CART: dict[str, Any] = {"lines": [COFFEE]}


class Answer:
    """A response: `status`, `json`, `headers`, and the bytes."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.bytes: bytes = response.content
        self.json: dict[str, Any] = msgspec.json.decode(self.bytes) if self.bytes else {}


class Till:
    def __init__(self, key: str | None, *, language: str = "ru") -> None:
        headers = {"HTTP_ACCEPT_LANGUAGE": language}
        if key is not None:
            headers["HTTP_AUTHORIZATION"] = f"Api-Key {key}"
        self.http = Client(**headers)  # type: ignore[arg-type]

    def get(self, path: str) -> Answer:
        return Answer(self.http.get(f"/api/v1/{path}"))

    def post(self, path: str, body: Any, *, key: str | None = None) -> Answer:
        return self._send("post", path, body, key)

    def put(self, path: str, body: Any, *, key: str | None = None) -> Answer:
        return self._send("put", path, body, key)

    def _send(self, method: str, path: str, body: Any, key: str | None) -> Answer:
        """A fresh Idempotency-Key unless one is given; an empty one sends none. Bytes are sent as they are."""
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        key = f"key-{next(_keys):08d}" if key is None else key
        headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return Answer(getattr(self.http, method)(f"/api/v1/{path}", data, content_type="application/json", **headers))

    def order(self, number: str, *, state: str = "completed", key: str | None = None, **cart: Any) -> Answer:
        return self.post("orders", {"external_id": number, "state": state, **CART, **cart}, key=key)


def earned(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Units and amounts of `earn`. Its dates begin when the points are given, which may be a second after the quote."""
    return [(one["unit"], one["amount"]) for one in said["earn"]]
