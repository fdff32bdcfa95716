"""Beat and the worker say in the database that they live."""

import pytest
from django.db import OperationalError
from django_celery_beat.models import PeriodicTask

from config import beat, celery
from loyalty.jobs.signs import EVERY, Signs, signs
from loyalty.tasks import resume_jobs


@pytest.fixture
def scheduler(own_database: str) -> beat.Scheduler:
    """Beat's, with nothing to send."""
    PeriodicTask.objects.update(enabled=False)
    return beat.Scheduler(app=celery.app, lazy=True)


def test_a_tick_is_a_sign_but_not_every_tick(scheduler: beat.Scheduler, monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    given: list[str] = []
    monkeypatch.setattr(beat, "give_sign", lambda *, part: given.append(part))
    # when
    for _ in range(3):
        scheduler.tick()
    # then
    assert given == ["beat"]
    # when its time has passed
    scheduler._signed -= EVERY.total_seconds()
    scheduler.tick()
    # then
    assert given == ["beat", "beat"]


def test_the_sign_is_kept(scheduler: beat.Scheduler) -> None:
    scheduler.tick()
    assert signs().beat is not None


def test_beat_adds_no_task_to_ours(scheduler: beat.Scheduler) -> None:
    scheduler.setup_schedule()
    assert not PeriodicTask.objects.exclude(name__startswith="loyalty.").exists()


def test_beat_goes_on_without_the_database_and_signs_when_it_is_back(
    scheduler: beat.Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given
    def away(*, part: str) -> None:
        raise OperationalError("the server is gone")

    with monkeypatch.context() as patch:
        patch.setattr(beat, "give_sign", away)
        scheduler.tick()
    assert signs().beat is None
    # when
    scheduler.tick()
    # then
    assert signs().beat is not None


def test_a_task_that_ended_well_is_the_workers_sign(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    monkeypatch.setattr(celery, "_signed", float("-inf"))
    # when
    resume_jobs.apply()
    # then
    first = signs()
    assert first.worker is not None
    # and the next one does not write again
    resume_jobs.apply()
    assert signs() == Signs(beat=None, worker=first.worker)


def test_the_proof_of_the_books_is_asked_for_until_the_day_is_over(db: None) -> None:
    """One tick a day would be lost with a broker that is down at that minute; later ones find the day claimed."""
    crontab = PeriodicTask.objects.get(name="loyalty.prove").crontab
    assert crontab is not None
    assert (crontab.minute, crontab.hour) == ("40", "3-23")
