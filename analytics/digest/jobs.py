"""The due job of the weekly e-mail."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from analytics.digest.send_week import send_week
from loyalty.jobs.due import Job, due_jobs, every

JOB = "weekly_figures"

due_jobs.add(
    JOB,
    Job(
        title=_("write which figures changed most in the week"),
        run=lambda at: send_week(at=at),
        period=every(timedelta(minutes=10)),
        late_after=timedelta(hours=2),
    ),
)
