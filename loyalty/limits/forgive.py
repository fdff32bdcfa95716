"""Takes a counted attempt back: it was no guess."""

from datetime import datetime

from django.db import connection

from loyalty.limits.limit import Limit
from loyalty.limits.subject import subject_of


def forgive(*, limit: Limit, who: str, at: datetime) -> None:
    """The attempt counted at `at` no longer counts. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update loyalty_attempts set times = array_remove(times, %s::timestamptz)
               where "limit" = %s and subject = %s""",
            [at, limit.code, subject_of(limit=limit.code, who=who)],
        )
