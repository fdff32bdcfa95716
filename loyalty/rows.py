"""Reads and writes rows in plain SQL, for the few statements of every request: building one of them in the ORM takes
longer than the database needs to carry it out."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

Row = tuple[Any, ...]
Params = Sequence[Any] | Mapping[str, Any]


def one_row(sql: str, params: Params) -> Row | None:
    """The first row of a statement's result; None when it has none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: Row | None = cursor.fetchone()
    return found


def all_rows(sql: str, params: Params) -> list[Row]:
    """Every row of a statement's result. One query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Row] = cursor.fetchall()
    return found


def array(values: Iterable[object]) -> str:
    """The array literal of numbers, texts, instants and nulls; the statement casts it to the type it wants.

    The driver would look at every element for its type, and prepare a statement for every mix of types it meets.
    """
    listed = list(values)
    json = msgspec.json.encode(listed).decode()
    if "\\" in json:  # a quote, a backslash, a line's end: JSON writes some of them otherwise than an array does
        return "{" + ",".join(map(_quoted, listed)) + "}"
    return "{" + json[1:-1] + "}"


def _quoted(value: object) -> str:
    return "null" if value is None else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
