"""The due job of tiers."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs
from loyalty.program.current import program
from loyalty.tiers.evaluate import evaluate


def _local_day(at: datetime) -> str:
    return at.astimezone(program().zone).date().isoformat()


due_jobs.add(
    "tiers",
    Job(
        title=_("bring members to the tiers they have gathered for"),
        run=lambda at: evaluate(at=at),
        period=_local_day,
        late_after=timedelta(hours=26),
    ),
)
