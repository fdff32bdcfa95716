"""The due jobs of campaigns."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from campaigns.campaign.keep_time import keep_time
from campaigns.campaign.tell_owners import tell_owners
from loyalty.jobs.due import Job, due_jobs, every

JOB, NOTICES = "campaign_states", "owner_notices"

due_jobs.add(
    JOB,
    Job(
        title=_("start and finish campaigns by their dates"),
        run=lambda at: keep_time(at=at),
        period=every(timedelta(minutes=1)),
        late_after=timedelta(minutes=15),
    ),
)
due_jobs.add(
    NOTICES,
    Job(
        title=_("tell owners of campaigns that nobody could check"),
        run=lambda at: tell_owners(at=at),
        period=every(timedelta(minutes=1)),
        late_after=timedelta(minutes=30),
    ),
)
