"""What people are told when something of the background work stands still, and that they are told nothing otherwise."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from loyalty.clock import now
from loyalty.events.backlog import MOST, Backlog, backlog
from loyalty.events.models import Delivery, Event
from loyalty.instance.archive import Archive
from loyalty.instance.degradations import degradations, found
from loyalty.instance.deps import deps
from loyalty.jobs.due import due_jobs
from loyalty.jobs.give_sign import give_sign
from loyalty.jobs.lateness import job_states
from loyalty.jobs.models import JobRun, Sign
from loyalty.jobs.signs import BEAT, SILENT_AFTER, Signs, signs
from tests.builders import NOON, a_member

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NOTHING = Backlog(due=0, leased=0, parked=0, waiting_since=None)
NO_ARCHIVE = Archive(is_on=False, archived_at=None, failed_at=None)
WELL = Signs(beat=NOON, worker=NOON)


def _codes(**what: object) -> list[str]:
    all_is_well = {
        "at": NOON,
        "fenced": False,
        "alive": WELL,
        "jobs": (),
        "queue": NOTHING,
        "wal": NO_ARCHIVE,
        "others": {},
    }
    return [each.code for each in found(**{**all_is_well, **what})]  # type: ignore[arg-type]


def _delivery(*, age: timedelta, member_id: int | None = None, reaction: str = "r", state: str = "due") -> Delivery:
    event = Event.objects.create(kind="shop.visit", member_id=member_id, at=NOON)
    return Delivery.objects.create(
        event=event, member_id=member_id, reaction=reaction, next_at=NOON - age, state=state
    )  # fmt: skip


def test_a_new_installation_is_not_degraded(db: None) -> None:
    assert degradations(at=now()) == ()


def test_it_costs_six_queries(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    degradations(at=NOON)  # what is read once in a process
    with django_assert_num_queries(6):
        degradations(at=NOON)


@pytest.mark.parametrize(
    ("alive", "codes"),
    [
        (Signs(beat=NOON - SILENT_AFTER, worker=NOON - SILENT_AFTER), []),
        (Signs(beat=NOON - SILENT_AFTER - SECOND, worker=NOON), ["background_silent"]),
        (Signs(beat=NOON, worker=NOON - SILENT_AFTER - SECOND), ["background_silent"]),
        (Signs(beat=None, worker=None), []),  # nobody has ever started them here: the lateness of jobs will tell
    ],
)
def test_background_work_that_fell_silent(alive: Signs, codes: list[str]) -> None:
    assert _codes(alive=alive) == codes


def test_a_sign_is_the_databases_time_and_never_goes_back(db: None) -> None:
    # given
    give_sign(part=BEAT)
    # then
    assert signs().worker is None
    beat = signs().beat
    assert beat is not None
    assert abs(now() - beat) < MINUTE
    # when a clock that had been ahead comes back
    Sign.objects.filter(part=BEAT).update(at=now() + MINUTE)
    ahead = signs().beat
    give_sign(part=BEAT)
    # then
    assert signs().beat == ahead


def test_jobs_that_were_not_done_in_time_are_named(db: None) -> None:
    # given every job done at noon
    for code, job in due_jobs:
        if job.period is not None:
            JobRun.objects.create(
                job=code, period_key=job.period(NOON), started_at=NOON, lease_until=NOON, finished_at=NOON
            )
    # then
    limit = due_jobs["night"].late_after
    sooner = {code for code, job in due_jobs if job.period is not None and job.late_after < limit}
    assert {state.code for state in job_states(at=NOON + limit) if state.is_late} == sooner
    late = {state.code for state in job_states(at=NOON + limit + SECOND) if state.is_late}
    assert {"night", "lapse_orders"} <= late
    assert "prove" not in late
    with translation.override("en"):
        texts = {each.code: each.text for each in degradations(at=NOON + limit + SECOND)}
    assert texts["jobs_late"].startswith("Jobs are late: ")
    assert "cancel placed orders whose time is over (last done" in texts["jobs_late"]


def test_a_job_that_fails_tells_its_error_and_is_late_in_the_end(db: None) -> None:
    # given its first period done and the second failed
    JobRun.objects.create(job="night", period_key="a", started_at=NOON, lease_until=NOON, finished_at=NOON)
    JobRun.objects.create(
        job="night", period_key="b", started_at=NOON + MINUTE, lease_until=NOON + MINUTE, error_class="Broken"
    )
    # then
    state = next(state for state in job_states(at=NOON + timedelta(hours=1)) if state.code == "night")
    assert (state.finished_at, state.error_class, state.is_late) == (NOON, "Broken", True)


def test_the_queue_is_counted_and_the_first_that_could_go_tells_its_age(db: None) -> None:
    # given two of a member, the first of which waits for its next attempt; a lone one; one parked
    anna = a_member()
    first = _delivery(age=-MINUTE, member_id=anna)
    _delivery(age=10 * MINUTE, member_id=anna)
    _delivery(age=4 * MINUTE)
    _delivery(age=MINUTE, state="parked")
    # when
    seen = backlog(at=NOON)
    # then what stands behind the first is not late for the relay's fault
    assert (seen.due, seen.leased, seen.parked, seen.waiting_since) == (2, 0, 1, NOON - 4 * MINUTE)
    assert not seen.is_late(at=NOON)
    # when the first is done
    Delivery.objects.filter(pk=first.pk).update(state="done")
    # then
    assert backlog(at=NOON).is_late(at=NOON)
    assert "events_late" in [each.code for each in degradations(at=NOON)]


def test_a_delivery_in_a_relays_hands_is_counted_as_leased(db: None) -> None:
    delivery = _delivery(age=MINUTE)
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=NOON + MINUTE)
    assert backlog(at=NOON).leased == 1
    assert backlog(at=NOON + 2 * MINUTE).leased == 0


def test_a_queue_too_long_is_late_however_young() -> None:
    young = Backlog(due=MOST + 1, leased=0, parked=0, waiting_since=NOON - SECOND)
    assert _codes(queue=young) == ["events_late"]


@pytest.mark.parametrize(
    ("archived", "failed", "codes"),
    [
        (None, None, []),
        (NOON, NOON - MINUTE, []),
        (NOON - MINUTE, NOON, ["archive_failing"]),
        (None, NOON, ["archive_failing"]),
    ],
)
def test_an_archive_that_fails(archived: datetime | None, failed: datetime | None, codes: list[str]) -> None:
    wal = Archive(is_on=True, archived_at=archived, failed_at=failed)
    assert _codes(wal=wal) == codes


def test_a_restored_copy_says_so() -> None:
    assert _codes(fenced=True) == ["fenced"]


def test_the_state_of_everything(db: None) -> None:
    # when
    state = deps(at=now())
    # then the tests' own servers answer, and are known not to be durable
    assert (state.cache_answers, state.broker_answers, state.is_fenced) == (True, True, False)
    assert state.lacking == ("fsync", "full_page_writes")
    assert abs(state.clock_skew) < MINUTE
    assert 0 < state.disk_free < state.disk_total
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
    assert deps(at=now()).lacking == ("fsync", "full_page_writes", "synchronous_commit")


def test_a_valkey_that_is_gone_does_not_answer(db: None, settings: Settings) -> None:
    settings.CACHE_URL = "redis://127.0.0.1:1/0"
    state = deps(at=now())
    assert (state.cache_answers, state.broker_answers) == (False, True)
