"""The due job of segments."""

from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs
from segments.segment.refresh_due import refresh_due

JOB = "segments"
due_jobs.add(JOB, Job(title=_("refresh segments"), run=lambda at: refresh_due(at=at), period=None))
