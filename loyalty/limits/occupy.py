"""Takes one of the few places for long work, and frees it when the work is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django.utils.translation import gettext_lazy as _

from loyalty.limits.limit import AtOnce
from loyalty.limits.subject import subject_of
from loyalty.refusals import Refusal, Words
from loyalty.rows import one_row

_Piece = TypeVar("_Piece")
_Names = dict[str, str | bytes | timedelta]
_LEASE = timedelta(minutes=1)  # from piece to piece
# A place is a row of attempts with one time, up to which it is taken: by the database's clock, that all share.
_TAKE = """
insert into loyalty_attempts as row ("limit", subject, times)
values (%(place)s, %(subject)s, array[clock_timestamp() + %(lease)s])
on conflict ("limit", subject) do update set times = excluded.times where row.times[1] <= clock_timestamp()
returning times[1]
"""
_KEEP = """
update loyalty_attempts set times = array[clock_timestamp() + %(lease)s]
where "limit" = %(place)s and subject = %(subject)s and times[1] = %(until)s
returning times[1]
"""


class TooManyAtOnce(Refusal):
    """All places are taken. `retry_after` is in seconds."""

    code: ClassVar[str] = "too_many_at_once"
    status: ClassVar[int] = 429
    title: ClassVar[Words] = _("You are doing this in too many windows at once")
    hint: ClassVar[Words] = _("Wait until one of them has finished, then try again.")


def occupy(*, limit: AtOnce, who: str, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """The pieces, while `who` has a place: from now until they end or fail. Whoever takes no next piece within a minute
    has lost it: work that is abandoned is forgotten at any moment, even amid a query, when nothing can be written.

    TooManyAtOnce. A query for each place looked at, one for each piece, and one at the end.
    """
    for number in range(1, limit.most + 1):
        names: _Names = {
            "place": f"{limit.code}:{number}",
            "subject": subject_of(limit=limit.code, who=who),
            "lease": _LEASE,
        }
        if (taken := one_row(_TAKE, names)) is not None:
            return _run(names, taken[0], pieces)
    raise TooManyAtOnce(retry_after=int(_LEASE.total_seconds()))


def _run(names: _Names, until: datetime | None, pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    try:
        for piece in pieces:
            yield piece
            until = _keep(names, until, lease=_LEASE)
    except Exception:  # not what closes it
        _keep(names, until, lease=timedelta(0))
        raise
    _keep(names, until, lease=timedelta(0))


def _keep(names: _Names, until: datetime | None, *, lease: timedelta) -> datetime | None:
    """Up to when the place is taken now; None when it has been lost, perhaps to somebody else."""
    row = None if until is None else one_row(_KEEP, {**names, "until": until, "lease": lease})
    return None if row is None else row[0]
