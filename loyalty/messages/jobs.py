"""The due job of messages."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every
from loyalty.messages.remind import remind

due_jobs.add(
    "remind",
    Job(
        title=_("remind of points about to burn"),
        run=lambda at: remind(at=at),
        period=every(timedelta(minutes=30)),
        late_after=timedelta(hours=2),
    ),
)
