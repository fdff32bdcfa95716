"""How hostile requests are sent and judged: no 5xx, problems or decent pages, and a database that stays as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from tests.databases import in_one_transaction

PROBLEM = "application/problem+json; charset=utf-8"
PAGE = "text/html; charset=utf-8"
# What must not grow, nor use up a number, when a request is refused for its form.
GUARDED = (
    "loyalty_account", "loyalty_entry", "loyalty_event", "loyalty_hold", "loyalty_lot", "loyalty_member",
    "loyalty_operation", "loyalty_order", "loyalty_return",
)  # fmt: skip


def books() -> tuple[int, ...]:
    """How many rows and how many used numbers every table of the books has. One query."""
    counts = ", ".join(f"(select count(*) from {table}), (select last_value from {table}_id_seq)" for table in GUARDED)
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts}")
        row: tuple[int, ...] = cursor.fetchone()
    return row


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back, a broken transaction too."""
    with in_one_transaction():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def fault(response: Any, *, api: bool) -> str:
    """What is wrong with an answer to nonsense; empty when nothing is."""
    kind = response.headers.get("Content-Type", "")
    if response.status_code >= 500 and not (api and b'"code":"not_ready"' in response.content):
        return f"{response.status_code}"
    if response.status_code >= 400 and api and kind != PROBLEM:
        return f"{response.status_code} as {kind or 'nothing'}"
    if response.status_code >= 400 and not api and (kind != PAGE or b"<h1" not in response.content):
        return f"{response.status_code} without a page"
    return ""
