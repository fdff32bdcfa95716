"""Work to count: a reaction that leaves a row for each event, poison that must end parked, and jobs every few seconds.

What would take minutes or days in life is made short here, so that one run sees it to its end: the periods of jobs, the
leases of what a killed worker held, the pauses between attempts.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.apps import AppConfig
from django.db import connection

EVERY = timedelta(seconds=5)
LEASE = timedelta(seconds=15)
PAUSE = timedelta(seconds=1)
POISON = "shop.poison"
LISTENS = ("order.completed", "order.cancelled", "order.returned", "member.joined", "shop.visit", POISON)
# No unique key, on purpose: what is done twice must be seen twice.
TABLES = "create table chaos_seen (event_id bigint not null, at timestamptz not null default clock_timestamp())"


class Poisoned(Exception):
    pass


class Work(AppConfig):
    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        from loyalty.events import claims as of_events
        from loyalty.events import relay
        from loyalty.events.react import Reaction, reactions
        from loyalty.jobs import claims as of_jobs
        from loyalty.jobs.due import due_jobs, every

        reactions.add("chaos", Reaction(title="count", kinds=frozenset(LISTENS), react=_see))
        for code in ("night", "lapse_orders"):
            due_jobs._things[code] = replace(due_jobs[code], period=every(EVERY))
        of_events.LEASE = of_jobs.LEASE = LEASE
        of_jobs.AFTER_FAILURE = PAUSE
        setattr(relay, "PAUSES", (PAUSE,) * len(relay.PAUSES))  # noqa: B010  its type counts its pauses


def _see(*, event: object, at: datetime) -> None:
    from loyalty.events.react import Happened

    assert isinstance(event, Happened)
    if event.kind == POISON:
        raise Poisoned
    with connection.cursor() as cursor:
        cursor.execute("insert into chaos_seen (event_id) values (%s)", [event.id])


def hurry_schedule() -> None:
    """Beat starts the jobs as often as their periods begin; as staff would change it in the admin."""
    from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks

    often, _created = IntervalSchedule.objects.get_or_create(every=EVERY.seconds, period="seconds")
    names = ["loyalty.night", "loyalty.lapse_orders", "loyalty.resume_jobs"]
    PeriodicTask.objects.filter(name__in=names).update(interval=often, crontab=None)
    PeriodicTasks.update_changed()
