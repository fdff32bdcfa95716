"""The due job of members."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs
from loyalty.members.record_birthdays import record_birthdays
from loyalty.program.current import program


def _local_day(at: datetime) -> str:
    return at.astimezone(program().zone).date().isoformat()


due_jobs.add(
    "birthdays",
    Job(
        title=_("tell whose birthday it is"),
        run=lambda at: record_birthdays(at=at),
        period=_local_day,
        late_after=timedelta(hours=26),
    ),
)
