"""The due job of work on batches."""

from django.utils.translation import gettext_lazy as _

from campaigns.coupons.advance_works import advance_works
from loyalty.jobs.due import Job, due_jobs

WORK = "coupon_work"

due_jobs.add(WORK, Job(title=_("make, load and issue coupons"), run=lambda at: advance_works(at=at), period=None))
