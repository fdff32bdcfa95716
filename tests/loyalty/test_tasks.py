"""The doors of Celery, called as a worker would call them; and what Beat is told at first."""

import pytest
from django_celery_beat.models import PeriodicTask

from config.celery import app
from loyalty import clock, tasks
from loyalty.events.kinds import BOOKS_PROVED, MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.events.record import record
from loyalty.jobs.claims import LEASE, claim_period
from loyalty.jobs.models import JobRun
from tests.builders import NOON
from tests.fakes.reactions import reacting

pytestmark = pytest.mark.usefixtures("own_database")


def test_beat_knows_every_task_and_every_task_is_there() -> None:
    scheduled = dict(PeriodicTask.objects.filter(name__startswith="loyalty.").values_list("task", "queue"))
    assert scheduled == {
        "loyalty.accounting": "jobs",
        "loyalty.analytics_rollup": "jobs",
        "loyalty.weekly_figures": "notify",
        "loyalty.night": "jobs",
        "loyalty.lapse_orders": "jobs",
        "loyalty.history": "jobs",
        "loyalty.prove": "jobs",
        "loyalty.purge": "jobs",
        "loyalty.relay": "outbox",
        "loyalty.remind": "notify",
        "loyalty.resume_jobs": "jobs",
        "loyalty.send_codes": "notify",
        "loyalty.uploads": "jobs",
        "loyalty.purge_uploads": "jobs",
        "loyalty.tiers": "jobs",
        "loyalty.birthdays": "jobs",
        "loyalty.campaign_states": "jobs",
        "loyalty.owner_notices": "notify",
        "loyalty.coupons": "jobs",
        "loyalty.coupon_work": "jobs",
        "loyalty.referrals": "jobs",
        "loyalty.certificates": "jobs",
        "loyalty.segments": "jobs",
        "loyalty.rfm": "jobs",
    }
    app.loader.import_default_modules()  # as a worker does when it starts
    assert set(scheduled) <= set(app.tasks)


def test_a_task_delivered_twice_is_run_once() -> None:
    assert [tasks.night(), tasks.night()] == [True, False]
    assert [tasks.lapse_placed_orders(), tasks.lapse_placed_orders()] == [True, False]
    assert [tasks.prove_nightly(), tasks.prove_nightly()] == [True, False]
    assert [tasks.remind_members(), tasks.remind_members()] == [True, False]
    assert [tasks.purge_old(), tasks.purge_old()] == [True, False]
    assert Event.objects.filter(kind=BOOKS_PROVED).count() == 1


def test_the_books_are_checked_whenever_somebody_asks() -> None:
    tasks.prove_nightly()
    assert tasks.prove_books() is True
    assert Event.objects.filter(kind=BOOKS_PROVED).count() == 2


def test_events_are_delivered() -> None:
    with reacting("see", lambda event, at: None, MEMBER_BLOCKED):
        record(kind=MEMBER_BLOCKED, at=NOON)
        tasks.relay_events()
    assert Delivery.objects.get().state == "done"


def test_the_night_of_a_killed_worker_is_taken_up() -> None:
    # given
    died_at = clock.now() - LEASE
    claim_period(job="night", period_key="earlier", at=died_at)
    # when
    tasks.resume_jobs()
    # then
    assert JobRun.objects.get(job="night", period_key="earlier").finished_at is not None
