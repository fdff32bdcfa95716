"""Counts an attempt that is about to be made, and refuses the one too many."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.limits.limit import Limit
from loyalty.limits.subject import subject_of
from loyalty.refusals import Refusal

# One statement: it waits for whoever counts the same subject now, and then decides on what they left.
_COUNT = """
insert into loyalty_attempts as row ("limit", subject, times)
values (%(limit)s, %(subject)s, array[%(at)s::timestamptz])
on conflict ("limit", subject) do update
  set times = (row.times || excluded.times)[greatest(1, cardinality(row.times) + 2 - %(most)s):]
  where coalesce(row.times[cardinality(row.times) + 1 - %(most)s] <= %(since)s, true)
returning 1
"""
_FREE_AT = """
select times[cardinality(times) + 1 - %(most)s] from loyalty_attempts
where "limit" = %(limit)s and subject = %(subject)s
"""


class TooManyAttempts(Refusal):
    """The limit is reached, whoever and whatever was tried. `retry_after` is in seconds."""

    code = "too_many_attempts"
    status = 429
    title = _("Too many attempts")
    hint = _("Wait, then try again.")


def count(*, limit: Limit, who: str, at: datetime) -> None:
    """One more attempt of `who`, exact under any number of callers; TooManyAttempts when it is over the limit.

    Count before looking at what was tried, so that attempts made at once cannot pass, and the answer says nothing about
    it. A refused attempt is not counted. One query, two when it refuses.
    """
    values: dict[str, str | bytes | int | datetime] = {
        "limit": limit.code,
        "subject": subject_of(limit=limit.code, who=who),
        "at": at,
        "since": at - limit.within,
        "most": limit.times,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        if cursor.fetchone():
            return
        cursor.execute(_FREE_AT, values)
        row = cursor.fetchone()
    free_at = row[0] + limit.within if row and row[0] else at
    raise TooManyAttempts(retry_after=max(1, -((at - free_at) // timedelta(seconds=1))))
