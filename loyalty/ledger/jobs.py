"""The due jobs of the ledger."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every
from loyalty.ledger.check_books import check_books
from loyalty.ledger.night import run_night
from loyalty.program.current import program


def _local_day(at: datetime) -> str:
    return at.astimezone(program().zone).date().isoformat()


# Often, because midnight differs by programme and a hold lapses at any minute; a rerun is cheap.
due_jobs.add(
    "night",
    Job(
        title=_("release lapsed reservations, activate and expire points"),
        run=lambda at: run_night(at=at),
        period=every(timedelta(minutes=5)),
    ),
)
due_jobs.add(
    "prove",
    Job(
        title=_("check the books"),
        run=lambda at: check_books(at=at),
        period=_local_day,
        late_after=timedelta(hours=26),
    ),
)
