"""The due job of RFM analyses."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs
from loyalty.program.current import program
from segments.rfm.models import RfmModel
from segments.rfm.snapshot import snapshot

JOB = "rfm"


def _local_day(at: datetime) -> str:
    return at.astimezone(program().zone).date().isoformat()


def _run(at: datetime) -> None:
    for model_id in RfmModel.objects.order_by("pk").values_list("pk", flat=True):
        snapshot(model_id=model_id, at=at)


due_jobs.add(JOB, Job(title=_("score members for RFM"), run=_run, period=_local_day, late_after=timedelta(hours=26)))
