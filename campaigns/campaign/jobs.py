"""The due job of campaigns."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from campaigns.campaign.keep_time import keep_time
from loyalty.jobs.due import Job, due_jobs, every

JOB = "campaign_states"

due_jobs.add(
    JOB,
    Job(
        title=_("start and finish campaigns by their dates"),
        run=lambda at: keep_time(at=at),
        period=every(timedelta(minutes=1)),
        late_after=timedelta(minutes=15),
    ),
)
