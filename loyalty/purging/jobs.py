"""The due job of purging."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every
from loyalty.purging.purge import JOB, purge

due_jobs.add(
    JOB,
    Job(
        title=_("take away old answers, codes and sessions"),
        run=lambda at: purge(at=at),
        period=every(timedelta(days=1)),
        late_after=timedelta(hours=26),
    ),
)
