"""Tries to break the books with plain SQL, as the role the application runs under."""

from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

Connection = psycopg.Connection[tuple[Any, ...]]


def refused_by(*statements: str) -> str | None:
    """The law (constraint name, else SQLSTATE) that refuses these statements as one transaction; None when none does.

    Nothing of them stays either way.
    """
    _commit()  # what the test did before must hold by itself, and not be what refuses
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
            _commit()
            transaction.set_rollback(True)
    except DatabaseError as error:
        cause = error.__cause__
        diagnosis = getattr(cause, "diag", None)
        return (diagnosis and diagnosis.constraint_name) or getattr(cause, "sqlstate", None)
    return None


def _commit() -> None:
    """Fire the deferred proofs as a COMMIT would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def plant(owner: Connection, table: str, statement: str) -> None:
    """Write a lie behind the triggers' back; they are on again afterwards."""
    owner.execute(f"alter table loyalty_{table} disable trigger user")
    owner.execute(statement)
    owner.execute(f"alter table loyalty_{table} enable trigger user")
    for name in ("never_deleted", "never_truncated", f"{table}_proof"):
        owner.execute(f"alter table loyalty_{table} enable always trigger {name}")
