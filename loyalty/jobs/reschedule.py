"""Changes how often a task runs. Beat notices in seconds, and a restart keeps it: the database owns the schedule."""

from datetime import time, timedelta
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

from loyalty.jobs.due import due_jobs
from loyalty.jobs.schedule import OURS, hours_from
from loyalty.refusals import Refusal, Words

_DAY, _HALF_AN_HOUR = timedelta(days=1), timedelta(minutes=30)


class TooSeldom(Refusal):
    """The job would be late by its own measure."""

    code: ClassVar[str] = "job_too_seldom"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("That is too seldom: people would be told that the job is late")


def reschedule(
    *, task_id: int, is_on: bool, every: timedelta | None = None, daily_at: time | None = None, zone: str = ""
) -> None:
    """Run the task every `every` (whole seconds), or once a day from `daily_at` in `zone`; exactly one of the two.

    TooSeldom when a job would run less often than it is called late.
    """
    with transaction.atomic():
        task = PeriodicTask.objects.select_for_update(no_key=True).get(pk=task_id, task__startswith=OURS)
        job = task.task.removeprefix(OURS)
        late_after = due_jobs[job].late_after if job in due_jobs else _HALF_AN_HOUR
        if (every or _DAY) >= late_after:
            raise TooSeldom(field="every")
        task.interval = task.crontab = None
        if every is not None:
            task.interval = _interval(every)
        else:
            assert daily_at is not None
            task.crontab, _made = CrontabSchedule.objects.get_or_create(
                minute=str(daily_at.minute), hour=hours_from(daily_at.hour), day_of_week="*", day_of_month="*",
                month_of_year="*", timezone=zone,
            )  # fmt: skip
        task.enabled = is_on
        task.save()  # the library's own, which also tells Beat


def _interval(every: timedelta) -> IntervalSchedule:
    seconds = every // timedelta(seconds=1)
    found: IntervalSchedule
    if seconds % 60:
        found, _made = IntervalSchedule.objects.get_or_create(every=seconds, period=IntervalSchedule.SECONDS)
    else:
        found, _made = IntervalSchedule.objects.get_or_create(every=seconds // 60, period=IntervalSchedule.MINUTES)
    return found
