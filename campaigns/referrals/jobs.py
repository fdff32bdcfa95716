"""The due job of invitations."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from campaigns.referrals.advance import advance
from loyalty.jobs.due import Job, due_jobs, every

JOB = "referrals"

due_jobs.add(
    JOB,
    Job(
        title=_("reward invitations whose purchase was kept"),
        run=lambda at: advance(at=at),
        period=every(timedelta(minutes=10)),
        late_after=timedelta(hours=2),
    ),
)
