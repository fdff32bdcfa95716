"""Says why settings are changed."""

from django.db import connection


def because(*, reason: str) -> None:
    """The triggers write this reason beside every change until the transaction ends. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('loyalty.reason', %s, true)", [reason[:500]])
