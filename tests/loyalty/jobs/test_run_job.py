"""A job is run once per period, however many ask; what died or failed is taken up, and nothing else is."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.jobs.claims import AFTER_FAILURE, LEASE, abandoned, claim_period
from loyalty.jobs.due import Job, due_jobs, every
from loyalty.jobs.models import JobRun
from loyalty.jobs.run_job import run_job
from tests.builders import NOON
from tests.together import run_together

SECOND = timedelta(seconds=1)
PERIOD = timedelta(minutes=5)
KEY = "2026-11-21T09:00:00Z"


class Broken(Exception):
    pass


class Work:
    """A job that remembers its runs, and fails while it is told to."""

    def __init__(self) -> None:
        self.runs: list[datetime] = []
        self.broken = False

    def __call__(self, at: datetime) -> None:
        if self.broken:
            raise Broken
        self.runs.append(at)


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    due_jobs.add("sweep", Job(title="sweep", run=work, period=every(PERIOD)))
    yield work
    del due_jobs._things["sweep"]


def test_a_period_is_run_once(db: None, work: Work) -> None:
    asked = [NOON, NOON + PERIOD - SECOND, NOON + PERIOD, NOON + 3 * PERIOD]
    assert [run_job(code="sweep", at=at) for at in asked] == [True, False, True, True]
    assert work.runs == [NOON, NOON + PERIOD, NOON + 3 * PERIOD]


def test_two_beats_at_once_are_one(own_database: str, work: Work) -> None:
    # when
    ran = run_together(*[lambda: run_job(code="sweep", at=NOON)] * 8)
    # then
    assert sorted(ran) == [False] * 7 + [True]
    assert work.runs == [NOON]


def test_a_run_that_died_is_taken_up_when_its_lease_has_passed(db: None, work: Work) -> None:
    # given
    assert claim_period(job="sweep", period_key=KEY, at=NOON) == 1  # and it is never heard of again
    # when
    assert abandoned(at=NOON + LEASE - SECOND) == []
    assert abandoned(at=NOON + LEASE) == [("sweep", KEY)]
    assert run_job(code="sweep", period_key=KEY, at=NOON + LEASE) is True
    # then
    assert work.runs == [NOON + LEASE]
    assert abandoned(at=NOON + 2 * LEASE) == []
    assert JobRun.objects.values_list("attempt", "finished_at").get() == (2, NOON + LEASE)


def test_a_run_that_failed_is_taken_up_after_a_pause(db: None, work: Work) -> None:
    # given
    work.broken = True
    with pytest.raises(Broken):
        run_job(code="sweep", at=NOON)
    assert JobRun.objects.values_list("error_class", "finished_at").get() == ("Broken", None)
    # when
    work.broken = False
    early = run_job(code="sweep", period_key=KEY, at=NOON + AFTER_FAILURE - SECOND)
    late = run_job(code="sweep", period_key=KEY, at=NOON + AFTER_FAILURE)
    # then
    assert (early, late) == (False, True)
    assert JobRun.objects.values_list("error_class", "finished_at").get() == ("", NOON + AFTER_FAILURE)


def test_a_run_thought_dead_does_not_finish_its_successors_period(db: None) -> None:
    # given a first run that outlives its lease while a second has begun
    def outlive(at: datetime) -> None:
        assert claim_period(job="slow", period_key=KEY, at=at + LEASE) == 2

    due_jobs.add("slow", Job(title="slow", run=outlive, period=every(PERIOD)))
    try:
        # when
        run_job(code="slow", at=NOON)
    finally:
        del due_jobs._things["slow"]
    # then
    assert JobRun.objects.values_list("attempt", "finished_at").get() == (2, None)


def test_periods_do_not_depend_on_the_zone_of_the_instant() -> None:
    period = every(PERIOD)
    moscow = NOON.astimezone(tz=datetime.fromisoformat("2026-11-21T12:00:00+03:00").tzinfo)
    assert period(moscow + SECOND) == period(NOON) == KEY
    assert period(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)) == "2026-11-21T09:05:00Z"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 20, 20, 59, tzinfo=UTC), "2026-11-20"),
        (datetime(2026, 11, 20, 21, 0, tzinfo=UTC), "2026-11-21"),
    ],
)
def test_the_books_are_checked_once_a_day_of_the_programme(db: None, at: datetime, day: str) -> None:
    period = due_jobs["prove"].period
    assert period is not None
    assert period(at) == day
