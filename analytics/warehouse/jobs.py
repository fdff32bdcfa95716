"""The due job of the warehouse: there where `ANALYTICS_URL` wants one."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.jobs.due import Job, due_jobs, every

WAREHOUSE = "analytics_warehouse"


def _job(folder: Path) -> Job:
    def run(at: datetime) -> int:
        from analytics.warehouse.fill import fill  # Arrow, of the extra `analytics`

        return fill(at=at, folder=folder)

    return Job(
        title=_("bring the warehouse of analytics up to date"),
        run=run,
        period=every(timedelta(hours=1)),
        late_after=timedelta(hours=6),
    )


if settings.ANALYTICS_WAREHOUSE is not None:
    due_jobs.add(WAREHOUSE, _job(settings.ANALYTICS_WAREHOUSE))
