"""The due job of events."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.events.relay import relay
from loyalty.jobs.due import Job, due_jobs

BATCHES = 20  # a call ends in a minute or so; the next one goes on


def _relay(at: datetime) -> None:
    for _batch in range(BATCHES):
        if not relay(at=at).claimed:
            break


due_jobs.add("relay", Job(title=_("deliver events"), run=_relay, period=None))
