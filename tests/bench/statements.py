"""How many SQL statements a request makes, counted in this process."""

from typing import Any

import msgspec
from django.db import connection
from django.test import Client

from tests.bench.people import Shop


def statements(shop: Shop, path: str, body: Any, *, idempotency_key: str = "") -> int:
    """Statements of one POST, without BEGIN and COMMIT. Raises AssertionError when it is refused."""
    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    till = Client(HTTP_AUTHORIZATION=f"Api-Key {shop.key}")
    headers = {"HTTP_IDEMPOTENCY_KEY": idempotency_key} if idempotency_key else {}
    with connection.execute_wrapper(note):
        response = till.post(path, msgspec.json.encode(body), content_type="application/json", **headers)  # type: ignore[arg-type]
    connection.close()
    assert response.status_code in (200, 201), response.content
    return len(said)
