"""The due job of certificates."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.certificates.expire import expire
from loyalty.jobs.due import Job, due_jobs, every

due_jobs.add(
    "certificates",
    Job(
        title=_("deal with certificates whose time is over"),
        run=lambda at: expire(at=at),
        period=every(timedelta(hours=1)),
        late_after=timedelta(hours=3),
    ),
)
