"""What has had its time goes, what has not stays, and the app role can take away no more than that."""

from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection, connections

from config.embedded import APP_ROLE
from loyalty import clock
from loyalty.events.kinds import BOOKS_PROVED, MEMBER_BLOCKED
from loyalty.events.models import Delivery, Event
from loyalty.idempotency import IdempotencyRecord
from loyalty.jobs.models import JobRun
from loyalty.limits.count import count
from loyalty.limits.forgive import forgive
from loyalty.limits.limit import STAFF_SIGN_INS
from loyalty.limits.models import Attempts
from loyalty.members.contacts import contact
from loyalty.members.models import Challenge, SentCodes, Visit
from loyalty.members.note_visit import note_visit
from loyalty.members.start_challenge import start_challenge
from loyalty.purging import purge as purging
from loyalty.purging.purge import purge
from tests.builders import a_key, a_member, an_integration
from tests.databases import connect
from tests.loyalty.api.till import Till

DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def now() -> datetime:
    """The functions that delete history believe the database's clock alone, so what is old here is really old."""
    return clock.now()


def _answers(till: int, number: int, *, at: datetime, status: int = 201) -> None:
    IdempotencyRecord.objects.bulk_create(
        IdempotencyRecord(
            client_id=till, key=f"key-{at:%Y%m%d}-{n:06d}", fingerprint=b"x" * 32, status=status, body="{}",
            created_at=at,
        )
        for n in range(number)
    )  # fmt: skip


def _delivery(state: str, *, at: datetime) -> None:
    event = Event.objects.create(kind=MEMBER_BLOCKED, at=at, recorded_at=at)
    Delivery.objects.create(event=event, reaction="see", state=state, next_at=at, ended_at=at, created_at=at)


def test_answers_go_after_thirty_days_and_keys_stay(now: datetime) -> None:
    # given
    till = an_integration().pk
    for days in (29, 31, 400):
        _answers(till, 1, at=now - days * DAY)
    # when
    taken = purge(at=now)
    # then
    assert taken["answers"] == 2
    kept = dict(IdempotencyRecord.objects.order_by("created_at").values_list("created_at", "body"))
    assert list(kept.values()) == [None, None, "{}"]
    assert set(IdempotencyRecord.objects.values_list("status", flat=True)) == {201}


def test_a_repeat_of_an_old_request_is_told_so_and_does_nothing(now: datetime) -> None:
    # given an order whose answer is a month old
    till = Till(a_key())
    assert till.order("R-1", key="key-of-R-1").status == 201
    # when
    purge(at=clock.now() + 31 * DAY)
    # then
    again = till.order("R-1", key="key-of-R-1")
    assert (again.status, again.json["code"]) == (410, "idempotency_key_expired")
    assert till.order("R-2", key="key-of-R-1").json["code"] == "idempotency_key_reused"


def test_the_next_run_reads_only_what_is_new_and_misses_nothing(now: datetime) -> None:
    # given a run of ten days ago
    till = an_integration().pk
    run = JobRun.objects.create(
        job="purge", period_key="before", started_at=now - 10 * DAY, lease_until=now, finished_at=now - 10 * DAY
    )
    # when answers grew old since; one belongs to before that run, which has taken such ones
    for days in (31, 41, 100):
        _answers(till, 1, at=now - days * DAY)
    assert purge(at=now)["answers"] == 2
    # then the third was not looked for; it is when no run is known
    JobRun.objects.filter(pk=run.pk).update(finished_at=None)
    assert purge(at=now)["answers"] == 1


def test_a_large_heap_goes_in_batches(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 10)
    _answers(an_integration().pk, 35, at=now - 31 * DAY)
    JobRun.objects.bulk_create(
        JobRun(job="night", period_key=str(n), started_at=now, lease_until=now, finished_at=now - 91 * DAY)
        for n in range(20)
    )
    taken = purge(at=now)
    assert (taken["answers"], taken["job_runs"]) == (35, 20)
    assert set(purge(at=now).values()) == {0}


def test_codes_and_counts_go_when_they_can_no_longer_matter(now: datetime) -> None:
    # given a code of a month ago, and one of an hour ago
    for phone, at in [("+79123456734", now - 31 * DAY), ("+79161112233", now - timedelta(hours=1))]:
        start_challenge(purpose="sign_in", contact=contact(kind="phone", value=phone), at=at)
        count(limit=STAFF_SIGN_INS, who=phone, at=at)
    count(limit=STAFF_SIGN_INS, who="forgiven", at=now)
    forgive(limit=STAFF_SIGN_INS, who="forgiven", at=now)
    # when
    taken = purge(at=now)
    # then
    assert (taken["codes"], taken["sent"], taken["attempts"]) == (1, 1, 2)
    assert (Challenge.objects.count(), SentCodes.objects.count(), Attempts.objects.count()) == (1, 1, 1)


def test_sessions_go_when_they_are_over(now: datetime) -> None:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="b" * 32, session_data="", expire_date=now + DAY)
    assert purge(at=now)["sessions"] == 1
    assert Session.objects.get().session_key == "b" * 32


def test_deliveries_that_are_done_go_and_what_needs_people_stays(now: datetime) -> None:
    for state, days in [("done", 91), ("done", 89), ("due", 400), ("parked", 400), ("discarded", 400)]:
        _delivery(state, at=now - days * DAY)
    assert purge(at=now)["deliveries"] == 1
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["discarded", "done", "due", "parked"]
    assert Event.objects.filter(kind=MEMBER_BLOCKED).count() == 5


def test_runs_that_never_ended_stay(now: datetime) -> None:
    for key, ended in [("old", now - 91 * DAY), ("fresh", now - 89 * DAY), ("open", None)]:
        JobRun.objects.create(
            job="night", period_key=key, started_at=now - 91 * DAY, lease_until=now, finished_at=ended
        )
    assert purge(at=now)["job_runs"] == 1
    assert sorted(JobRun.objects.values_list("period_key", flat=True)) == ["fresh", "open"]


def test_proofs_go_after_four_hundred_days_and_other_events_never(now: datetime) -> None:
    for kind, days in [(BOOKS_PROVED, 401), (BOOKS_PROVED, 399), (MEMBER_BLOCKED, 4_000)]:
        Event.objects.create(kind=kind, at=now - days * DAY, recorded_at=now - days * DAY)
    assert purge(at=now)["proofs"] == 1
    assert sorted(Event.objects.values_list("kind", flat=True)) == [BOOKS_PROVED, MEMBER_BLOCKED]


def test_a_clock_that_runs_ahead_takes_no_history(now: datetime) -> None:
    # given what is recent by the database's clock
    _delivery("done", at=now)
    Event.objects.create(kind=BOOKS_PROVED, at=now)
    JobRun.objects.create(job="night", period_key="1", started_at=now, lease_until=now, finished_at=now)
    # when the caller says that it is ten years later
    taken = purge(at=now + 3_650 * DAY)
    # then
    assert (taken["deliveries"], taken["proofs"], taken["job_runs"]) == (0, 0, 0)


@pytest.mark.parametrize("table", ["loyalty_delivery", "loyalty_jobrun", "loyalty_event", "loyalty_idempotencyrecord"])
def test_the_app_role_deletes_nothing_itself(now: datetime, table: str) -> None:
    _delivery("done", at=now - 500 * DAY)
    Event.objects.create(kind=BOOKS_PROVED, at=now - 500 * DAY, recorded_at=now - 500 * DAY)
    connection.close()
    database = connections["default"].settings_dict["NAME"]
    with connect(role=APP_ROLE, database=database) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(f"delete from {table}")


def test_nobody_but_the_app_role_is_let_into_the_functions() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.proname, a.grantee::regrole::text from pg_proc p, aclexplode(p.proacl) a "
            "where p.proname like 'loyalty\\_purge\\_%' and a.grantee <> p.proowner"
        )
        granted = sorted(cursor.fetchall())
    names = ("loyalty_purge_deliveries", "loyalty_purge_job_runs", "loyalty_purge_proofs")
    assert granted == [(name, APP_ROLE) for name in names]


def test_the_owner_cannot_take_an_event_that_is_not_an_old_proof(
    now: datetime, owner_connection: psycopg.Connection[tuple[object, ...]]
) -> None:
    Event.objects.create(kind=BOOKS_PROVED, at=now)
    Event.objects.create(kind=MEMBER_BLOCKED, at=now - 500 * DAY, recorded_at=now - 500 * DAY)
    for event in Event.objects.all():
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute("delete from loyalty_event where id = %s", [event.pk])


def test_old_visits_leave_one_of_each_month(now: datetime) -> None:
    # given two members who were there on several days of two old months and of a recent one
    members = [a_member(), a_member()]
    old = [date(2023, 1, 5), date(2023, 1, 6), date(2023, 1, 31), date(2023, 2, 1)]
    recent = [now.date() - 10 * DAY, now.date() - 9 * DAY]
    for member in members:
        for day in (*old, *recent):
            note_visit(member_id=member, day=day)
    # when
    assert purge(at=now)["visits"] == 4
    # then
    left = [old[0], old[3], *recent]
    for member in members:
        assert list(Visit.objects.filter(member=member).order_by("day").values_list("day", flat=True)) == left
