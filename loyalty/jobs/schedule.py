"""Beat's schedule as the database has it: which task runs how often, whether it is on, and when it is next."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_celery_beat.models import PeriodicTask

from loyalty.jobs.due import due_jobs
from loyalty.jobs.models import JobRun
from loyalty.refusals import Words

OURS = "loyalty."
_HOURS = re.compile(r"(\d+)(?:-23)?")
# What is in the schedule and is no due job itself.
OTHERS: dict[str, Words] = {"loyalty.resume_jobs": _("take up jobs whose worker died or that failed")}


@dataclass(frozen=True, kw_only=True)
class Scheduled:
    """A task runs every `every`, or once a day from `daily_at` in the zone named.

    `last_at` is as Beat noted it, minutes late at most; `next_at` is None while it is off.
    """

    id: int
    task: str
    title: Words
    every: timedelta | None
    daily_at: time | None
    zone: str
    is_on: bool
    last_at: datetime | None
    next_at: datetime | None

    @property
    def job(self) -> str:
        return self.task.removeprefix(OURS)


def schedule(*, at: datetime) -> tuple[Scheduled, ...]:
    """Every task of ours, in the order of their names. One query, and one for each that runs once a day."""
    rows = PeriodicTask.objects.select_related("interval", "crontab").filter(task__startswith=OURS)
    return tuple(_scheduled(row, at) for row in rows.order_by("task"))


def scheduled(*, task_id: int, at: datetime) -> Scheduled | None:
    """One task of ours; None when there is none. Two queries at most."""
    rows = PeriodicTask.objects.select_related("interval", "crontab").filter(task__startswith=OURS, pk=task_id)
    return next((_scheduled(row, at) for row in rows), None)


def _scheduled(row: Any, at: datetime) -> Scheduled:
    job = row.task.removeprefix(OURS)
    crontab = row.crontab
    return Scheduled(
        id=row.pk,
        task=row.task,
        title=OTHERS.get(row.task) or (due_jobs[job].title if job in due_jobs else job),
        every=timedelta(**{row.interval.period: row.interval.every}) if row.interval else None,
        daily_at=_time_of(crontab),
        zone=str(crontab.timezone) if crontab else "",
        is_on=row.enabled,
        last_at=row.last_run_at,
        next_at=_next(row, at) if row.enabled else None,
    )


def _time_of(crontab: Any) -> time | None:
    """When a daily schedule begins: it ticks from then on every hour of the day, and the job's own claim makes that
    once. None for anything else."""
    if crontab is None or not crontab.minute.isdecimal():
        return None
    hour = _HOURS.fullmatch(crontab.hour)
    return time(int(hour[1]), int(crontab.minute)) if hour else None


def hours_from(hour: int) -> str:
    """The hours of a crontab for a job of the day: one tick alone would be lost with a broker that is away."""
    return f"{hour}-23" if hour < 23 else "23"


def _next(row: Any, at: datetime) -> datetime:
    """By the schedule itself, never before now: Beat notes its runs with a delay. A day that is done is over."""
    if row.interval is not None:
        last: datetime = row.last_run_at or row.date_changed
        return max(at, last + timedelta(**{row.interval.period: row.interval.every}))
    daily_at, job = _time_of(row.crontab), row.task.removeprefix(OURS)
    period = due_jobs[job].period if job in due_jobs else None
    if daily_at and period:
        done = JobRun.objects.filter(job=job, period_key=period(at), finished_at__isnull=False)
        if done.exists():
            zone = row.crontab.timezone
            return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), daily_at, zone)
    since, ahead, _now = row.schedule.remaining_delta(at)
    tick: datetime = since + ahead
    return tick
