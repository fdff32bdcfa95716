"""Whether this database is fenced: a restored copy must not write to people until somebody confirms it (ADR 9)."""

from django.conf import settings
from django.db import connection

# A restored dump has another cluster or database; what was recovered from an archive, or promoted, another timeline.
_MARK = """
concat_ws('/', (select system_identifier from pg_control_system()),
  (select oid from pg_database where datname = current_database()),
  left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), %s::text)
"""


def current_mark() -> str:
    """What tells this database from its copies: cluster, database, timeline, INSTANCE_EPOCH. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {_MARK}", [settings.INSTANCE_EPOCH])
        row: tuple[str] = cursor.fetchone()
    return row[0]


def is_fenced() -> bool:
    """True when the last confirmation was given elsewhere, or there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select (select mark from loyalty_confirmation order by id desc limit 1) is distinct from {_MARK}",
            [settings.INSTANCE_EPOCH],
        )
        row: tuple[bool] = cursor.fetchone()
    return row[0]
