"""The due job of the accountant's months."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from analytics.accounting.count_months import count_months
from loyalty.jobs.due import Job, due_jobs
from loyalty.program.current import program

JOB = "accounting"


def _local_day(at: datetime) -> str:
    return at.astimezone(program().zone).date().isoformat()


due_jobs.add(
    JOB,
    Job(
        title=_("count the accountant's months"),
        run=lambda at: count_months(at=at),
        period=_local_day,
        late_after=timedelta(hours=26),
    ),
)
