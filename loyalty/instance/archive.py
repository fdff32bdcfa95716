"""The archive of the write-ahead log, which a restore to any minute needs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

_ARCHIVER = """
select current_setting('archive_mode') <> 'off', last_archived_time, last_failed_time from pg_stat_archiver
"""


@dataclass(frozen=True, kw_only=True)
class Archive:
    """When a segment was archived last, and when that failed last; both None while there was none."""

    is_on: bool
    archived_at: datetime | None
    failed_at: datetime | None

    @property
    def is_failing(self) -> bool:
        """Whether the last try failed: PostgreSQL repeats it until it succeeds, and keeps everything meanwhile."""
        if not self.is_on or self.failed_at is None:
            return False
        return self.archived_at is None or self.failed_at > self.archived_at


def archive() -> Archive:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIVER)
        is_on, archived_at, failed_at = cursor.fetchone()
    return Archive(is_on=is_on, archived_at=archived_at, failed_at=failed_at)
