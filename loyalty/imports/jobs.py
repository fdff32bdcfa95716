"""The due jobs of uploads."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from loyalty.imports.advance_uploads import advance_uploads
from loyalty.imports.purge_uploads import purge_uploads
from loyalty.jobs.due import Job, due_jobs, every

due_jobs.add(
    "uploads", Job(title=_("check and load uploaded files"), run=lambda at: advance_uploads(at=at), period=None)
)
due_jobs.add(
    "purge_uploads",
    Job(
        title=_("delete uploaded files after a week"),
        run=lambda at: purge_uploads(at=at),
        period=every(timedelta(days=1)),
        late_after=timedelta(hours=26),
    ),
)
