"""`manage.py slow_statements`: which statements the database spends its time on (docs/deploy.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection, transaction

_LONGEST = 160
_SQL = """
select calls, mean_exec_time, max_exec_time, total_exec_time,
       100 * total_exec_time / nullif(sum(total_exec_time) over (), 0), query
from pg_stat_statements
where dbid = (select oid from pg_database where datname = current_database())
order by total_exec_time desc limit %s
"""


class Command(BaseCommand):
    help = "Lists the statements of this database by the time they took in all, without their values."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=20, help="how many (20)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_SQL, [options["limit"]])
                rows = cursor.fetchall()
        except DatabaseError as error:
            raise CommandError("The extension pg_stat_statements is not here: see docs/deploy.md.") from error
        self.stdout.write(f"{'calls':>10}{'mean, ms':>12}{'max, ms':>12}{'in all, s':>12}{'share':>8}")
        for calls, mean, longest, whole, share, text in rows:
            numbers = f"{calls:>10}{mean:>12.2f}{longest:>12.2f}{whole / 1000:>12.2f}{share:>7.1f}%"
            self.stdout.write(f"{numbers}  {' '.join(text.split())[:_LONGEST]}")
