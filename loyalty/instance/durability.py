"""Whether the server keeps what it has confirmed: a commit must survive a crash."""

from django.db import connection

_NEEDED = ("fsync", "full_page_writes", "synchronous_commit")


def lacking() -> tuple[str, ...]:
    """The settings of the server and of this session that are off and must not be; empty: all is well. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select name from unnest(%s::text[]) name where current_setting(name) = 'off'", [list(_NEEDED)])
        return tuple(row[0] for row in cursor.fetchall())
