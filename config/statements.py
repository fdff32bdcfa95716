"""What the statements of one request, task or command come to: how many, how long, and which of them failed or were
slow. Never their parameters: those hold people's data."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection

from config import meters

logger = logging.getLogger("loyalty.database")
SLOW = 0.5  # seconds
_LONGEST = 500


class Statements:
    """Counts while `counted` is open. `seconds` are without COMMIT, which is no statement to Django."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0
        self.slow: list[tuple[str, float]] = []

    @property
    def ms(self) -> int:
        return round(self.seconds * 1000)

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        except DatabaseError as error:
            meters.STATEMENT_ERRORS.labels(getattr(error.__cause__, "sqlstate", None) or "connection").inc()
            raise
        finally:
            seconds = time.perf_counter() - started
            self.count += 1
            self.seconds += seconds
            if seconds >= SLOW:
                self.slow.append((_shape(sql, params), seconds))


@contextmanager
def counted() -> Iterator[Statements]:
    """The statements that this thread sends to the database inside the block."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements


def warn_of_slow(statements: Statements, **where: object) -> None:
    """One warning for each statement that took half a second or more; `where` are fields of the log."""
    for shape, seconds in statements.slow:
        meters.SLOW_STATEMENTS.inc()
        logger.warning("slow statement", extra={"statement": shape, "ms": round(seconds * 1000), **where})


def _shape(sql: Any, params: Any) -> str:
    """The statement where its values stand apart from it; of any other only its first word."""
    text = " ".join(str(sql).split())
    return text[:_LONGEST] if params else text.partition(" ")[0]
