"""Counts a code that is about to be sent, and refuses the one too many."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from loyalty.members.codes import PAUSE, PER_DAY
from loyalty.members.models import SentCodes
from loyalty.refusals import Refusal

_DAY = timedelta(days=1)
# One statement: it waits for whoever counts the same contact now, and then decides on what they left.
_COUNT = """
insert into loyalty_sentcodes as row (purpose, index, sent) values (%(purpose)s, %(index)s, array[%(at)s::timestamptz])
on conflict (purpose, index) do update
  set sent = (row.sent || excluded.sent)[greatest(1, cardinality(row.sent) + 2 - %(per_day)s):]
  where row.sent[cardinality(row.sent)] <= %(pause_ago)s
    and coalesce(row.sent[cardinality(row.sent) + 1 - %(per_day)s] <= %(day_ago)s, true)
returning 1
"""


class TooManyCodes(Refusal):
    """A code went to this contact less than a minute ago, or five within a day. `retry_after` is in seconds."""

    code = "too_many_codes"
    status = 429
    title = _("A code has already been sent")
    hint = _("Use the code you have, or ask for another one later.")


def count_code(*, purpose: str, index: bytes, at: datetime) -> None:
    """One more code for this contact, exact under any number of callers; TooManyCodes with `retry_after`."""
    values: dict[str, str | bytes | int | datetime] = {
        "purpose": purpose,
        "index": index,
        "at": at,
        "pause_ago": at - PAUSE,
        "day_ago": at - _DAY,
        "per_day": PER_DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        if cursor.fetchone():
            return
    sent = SentCodes.objects.values_list("sent", flat=True).get(purpose=purpose, index=index)
    again_at = sent[-1] + PAUSE
    if len(sent) >= PER_DAY:
        again_at = max(again_at, sent[-PER_DAY] + _DAY)
    raise TooManyCodes(retry_after=max(1, -((at - again_at) // timedelta(seconds=1))))
