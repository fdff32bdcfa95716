"""The due job of analytics."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from analytics.rollup.roll_up import roll_up
from loyalty.jobs.due import Job, due_jobs, every

ROLLUP = "analytics_rollup"
due_jobs.add(
    ROLLUP,
    Job(
        title=_("count the figures of analytics"),
        run=lambda at: roll_up(at=at),
        period=every(timedelta(hours=1)),
        late_after=timedelta(hours=6),
    ),
)
