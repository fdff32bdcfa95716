"""Beat's schedule in the admin: read in words, changed by a form, and kept by the database through a restart."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask, PeriodicTasks
from django_celery_beat.schedulers import DatabaseScheduler

from config.celery import app
from loyalty.clock import now
from loyalty.jobs.models import JobRun
from loyalty.jobs.reschedule import TooSeldom, reschedule
from loyalty.jobs.schedule import schedule
from tests.builders import NOON
from tests.cast import Cast
from tests.loyalty.admin.roles import SignIn

DAILY = {"is_on": "on", "way": "daily", "daily_at": "04:15", "zone": "Asia/Novosibirsk", "length": "minutes"}
OFTEN = {"is_on": "on", "way": "every", "number": "7", "length": "minutes", "zone": "Europe/Moscow"}


def pk_of(task: str) -> int:
    return int(PeriodicTask.objects.get(task=task).pk)


def test_the_list_says_what_runs_how_often(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(language="en").get(reverse("admin:schedule")).content.decode()
    for words in ("Check the books", "once a day, from 03:40 on (Europe/Moscow)", "every second", "Deliver events"):
        assert words in page
    assert "каждую секунду" in sign_in().get(reverse("admin:schedule")).content.decode()
    assert all(task.next_at is not None for task in schedule(at=now()))


def test_a_day_that_is_done_is_next_tomorrow(db: None) -> None:
    def next_proof() -> datetime | None:
        return next(task.next_at for task in schedule(at=NOON) if task.task == "loyalty.prove")

    assert next_proof() == datetime(2026, 11, 21, 9, 40, tzinfo=UTC)
    JobRun.objects.create(job="prove", period_key="2026-11-21", started_at=NOON, lease_until=NOON, finished_at=NOON)
    assert next_proof() == datetime(2026, 11, 22, 0, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("task", "form", "often"),
    [
        ("loyalty.prove", DAILY, "once a day, from 04:15 on (Asia/Novosibirsk)"),
        ("loyalty.night", OFTEN, "every 7 minutes"),
        ("loyalty.relay", {**OFTEN, "number": "90", "length": "seconds"}, "every 90 seconds"),
    ],
)
def test_a_change_holds_and_survives_a_restart_of_beat(
    cast: Cast, sign_in: SignIn, task: str, form: dict[str, Any], often: str
) -> None:
    # given
    changed_before = PeriodicTasks.last_change()
    browser = sign_in(language="en")
    # when
    assert browser.post(reverse("admin:change_schedule", args=[pk_of(task)]), form).status_code == 302
    # then Beat is told, and one that starts afresh takes the schedule as it is
    assert PeriodicTasks.last_change() != changed_before
    assert often in browser.get(reverse("admin:schedule")).content.decode()
    before = PeriodicTask.objects.values_list("interval", "crontab", "enabled").get(task=task)
    with patch("django_celery_beat.schedulers.close_old_connections"):  # it would close this test's transaction
        DatabaseScheduler(app=app).setup_schedule()
    assert PeriodicTask.objects.values_list("interval", "crontab", "enabled").get(task=task) == before


def test_a_task_is_switched_off_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(language="en")
    browser.post(
        reverse("admin:change_schedule", args=[pk_of("loyalty.remind")]), {**OFTEN, "number": "20", "is_on": ""}
    )
    assert not PeriodicTask.objects.get(task="loyalty.remind").enabled
    (task,) = [one for one in schedule(at=now()) if one.task == "loyalty.remind"]
    assert task.next_at is None


@pytest.mark.parametrize(
    "wrong",
    [{"number": ""}, {"number": "0"}, {"number": "x"}, {"way": "daily", "daily_at": ""},
     {"way": "daily", "daily_at": "25:00"}, {"length": "fortnights"}, {"zone": "Mars"},
     {"number": "9", "length": "hours"}],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field(cast: Cast, sign_in: SignIn, wrong: dict[str, str]) -> None:
    before = PeriodicTask.objects.values().get(task="loyalty.night")
    answer = sign_in(language="en").post(
        reverse("admin:change_schedule", args=[pk_of("loyalty.night")]), {**OFTEN, **wrong}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert PeriodicTask.objects.values().get(task="loyalty.night") == before


def test_a_job_cannot_be_planned_to_be_late(db: None) -> None:
    with pytest.raises(TooSeldom):
        reschedule(task_id=pk_of("loyalty.night"), is_on=True, every=timedelta(minutes=30))
    with pytest.raises(TooSeldom):
        reschedule(task_id=pk_of("loyalty.relay"), is_on=True, daily_at=time(4), zone="Europe/Moscow")
    reschedule(task_id=pk_of("loyalty.night"), is_on=True, every=timedelta(minutes=29))
    assert IntervalSchedule.objects.filter(every=29, period="minutes").exists()


def test_only_the_owner_changes_it(cast: Cast, sign_in: SignIn) -> None:
    for role in ("Integrator", "Support", "Marketer"):
        assert sign_in(role).get(reverse("admin:schedule")).status_code == 403
        assert sign_in(role).post(reverse("admin:change_schedule", args=[pk_of("loyalty.night")])).status_code == 403
