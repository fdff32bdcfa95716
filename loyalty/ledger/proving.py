"""How far a running check of the books is. Its connection says so in its own name, which is gone with its
transaction: a check that died leaves nothing behind, and a page that asks needs nothing but the database."""

from django.db import connection

_NAME = "loyalty proof "


def tell(code: str) -> None:
    """This law is being checked now, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('application_name', %s, true)", [_NAME + code])


def proving() -> str:
    """The code of the law that is being checked; empty when nothing is. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select application_name from pg_stat_activity"
            " where datname = current_database() and application_name like %s limit 1",
            [_NAME + "%"],
        )
        found = cursor.fetchone()
    return str(found[0]).removeprefix(_NAME) if found else ""
