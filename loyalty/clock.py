"""The one place that tells the time; only doors call it, everything below takes `at`."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """The database's clock at the moment a row is written (`now()` would be the transaction's start)."""

    function = "clock_timestamp"
    template = "%(function)s()"
    output_field = DateTimeField()


def now() -> datetime:
    """The database's clock at this very moment, in UTC. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row: tuple[datetime] = cursor.fetchone()
    return row[0].astimezone(UTC)


def skew() -> timedelta:
    """How far this machine's clock is ahead of the database's; measured to the half of one query's time. One query."""
    before = datetime.now(UTC)
    theirs = now()
    return before + (datetime.now(UTC) - before) / 2 - theirs
