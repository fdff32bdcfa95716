"""The due jobs of orders."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every
from loyalty.purchase.keep_history import keep_history
from loyalty.purchase.lapse_orders import lapse_orders

due_jobs.add(
    "lapse_orders",
    Job(
        title=_("cancel placed orders whose time is over"),
        run=lambda at: lapse_orders(at=at),
        period=every(timedelta(minutes=5)),
    ),
)
due_jobs.add(
    "history",
    Job(
        title=_("fold old purchases to months"),
        run=lambda at: keep_history(at=at),
        period=every(timedelta(minutes=5)),
    ),
)
