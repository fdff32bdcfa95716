"""What Prometheus learns from the database at each look: the same numbers from whichever process answers."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from loyalty.clock import now
from loyalty.events.backlog import backlog
from loyalty.instance.troubles import in_trouble, troubles
from loyalty.jobs.lateness import job_states
from loyalty.ledger.freezes import frozen_accounts
from loyalty.ledger.last_proof import last_proof

_Number = tuple[tuple[str, str], float | None]

_NUMBERS = """
with codes as (
  select used_at from loyalty_challenge
  where id > (select coalesce(max(id), 0) - 20000 from loyalty_challenge) and created_at > %(at)s - interval '1 day')
select
  (select count(*) from loyalty_hold where state = 'open'),
  (select extract(epoch from %(at)s - min(opened_at)) from loyalty_hold where state = 'open'),
  (select count(*) from loyalty_hold where state = 'open' and expires_at < %(at)s - interval '2 minutes'),
  (select count(*) from loyalty_jobrun where finished_at is null and lease_until < %(at)s),
  (select count(*) from codes), (select count(used_at) from codes),
  (select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'),
  (select deadlocks from pg_stat_database where datname = current_database())
"""
_NAMES = (
    ("loyalty_holds_open", "Points set aside for orders"),
    ("loyalty_holds_oldest_seconds", "Age of the oldest hold"),
    ("loyalty_holds_overdue", "Holds past their time by two minutes or more"),
    ("loyalty_jobs_failed", "Runs of jobs that failed or whose worker died"),
    ("loyalty_codes_sent_24h", "One-time codes sent in the last day"),
    ("loyalty_codes_used_24h", "Of them, used"),
    ("loyalty_database_sessions_waiting_for_locks", "Sessions that wait for a lock right now"),
    ("loyalty_database_deadlocks", "Deadlocks since the server's statistics began"),
)


class Readings(Collector):
    """A collector of prometheus_client. Six queries; a number the database does not have yet is left out."""

    def collect(self) -> Iterator[Metric]:
        at = now()
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, {"at": at})
            row = cursor.fetchone() or ()
        for (name, words), value in [*zip(_NAMES, row, strict=True), *_deliveries(at), *_books(at)]:
            if value is not None:
                yield GaugeMetricFamily(name, words, value=float(value))
        yield from _jobs(at)
        yield _troubles()


def _deliveries(at: datetime) -> Iterator[_Number]:
    queue = backlog(at=at)
    yield ("loyalty_deliveries_due", "Deliveries of events whose time has come, at most 10001"), queue.due
    age = queue.age(at=at).total_seconds() if queue.waiting_since else None
    yield ("loyalty_deliveries_oldest_due_seconds", "How long the first that could run waits"), age
    yield ("loyalty_deliveries_parked", "Deliveries given up, which wait for a person, at most 10001"), queue.parked


def _books(at: datetime) -> Iterator[_Number]:
    proof = last_proof()
    ok, age = (proof.ok, (at - proof.at).total_seconds()) if proof else (None, None)
    yield ("loyalty_books_proved_ok", "1 when the last proof of the books found nothing"), ok
    yield ("loyalty_books_proved_seconds_ago", "Age of the last proof"), age
    yield (
        ("loyalty_accounts_frozen", "Accounts that are frozen: nothing can be spent from them"),
        len(frozen_accounts()),
    )


def _troubles() -> Metric:
    found = GaugeMetricFamily("loyalty_troubles", "What is wrong by code, and how many it concerns", labels=["code"])
    wrong = in_trouble()
    for code, _find in troubles:
        found.add_metric([code], wrong[code].count if code in wrong else 0)
    return found


def _jobs(at: datetime) -> Iterator[Metric]:
    done = GaugeMetricFamily("loyalty_job_done_seconds_ago", "Since a job was last finished", labels=["job"])
    late = GaugeMetricFamily("loyalty_job_late", "1 when a job has not finished when it had to", labels=["job"])
    for job in job_states(at=at):
        if job.finished_at:
            done.add_metric([job.code], (at - job.finished_at).total_seconds())
        late.add_metric([job.code], job.is_late)
    yield from (done, late)
