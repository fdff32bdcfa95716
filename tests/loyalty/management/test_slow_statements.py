"""What an operator sees of slow statements: shapes and times, no values."""

from io import StringIO

from django.core.management import call_command
from django.db import connection

from tests.builders import a_shop


def test_statements_are_listed_by_the_time_they_took_without_values(db: None) -> None:
    a_shop("lesnaya", name="Кофе на Лесной")
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(0.05), '+79123456734'")

    said = StringIO()  # whatever else this database was asked by the tests before is listed as well
    call_command("slow_statements", limit=1_000_000, stdout=said)

    text = said.getvalue()
    assert "pg_sleep" in text
    assert "loyalty_shop" in text
    assert "79123456734" not in text
    assert "Лесной" not in text
