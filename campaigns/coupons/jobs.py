"""The due job of coupons."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from campaigns.coupons.tidy_coupons import tidy_coupons
from loyalty.jobs.due import Job, due_jobs, every

JOB = "coupons"

due_jobs.add(
    JOB,
    Job(
        title=_("free the coupons whose reservations are over"),
        run=lambda at: tidy_coupons(at=at),
        period=every(timedelta(minutes=1)),
        late_after=timedelta(minutes=15),
    ),
)
