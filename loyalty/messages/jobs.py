"""The due jobs of messages."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every
from loyalty.messages.remind import remind
from loyalty.messages.send_codes import send_codes

due_jobs.add(  # claims its codes itself: the doors send their own at once, and this what they left
    "send_codes", Job(title=_("send one-time codes"), run=lambda at: send_codes(at=at), period=None)
)
due_jobs.add(
    "remind",
    Job(
        title=_("remind of points about to burn"),
        run=lambda at: remind(at=at),
        period=every(timedelta(minutes=30)),
        late_after=timedelta(hours=2),
    ),
)
