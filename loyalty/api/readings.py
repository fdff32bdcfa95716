"""What Prometheus learns from the database at each look: the same numbers from whichever process answers."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from loyalty.clock import now
from loyalty.jobs.due import due_jobs

_NUMBERS = """
with codes as (
  select used_at from loyalty_challenge
  where id > (select coalesce(max(id), 0) - 20000 from loyalty_challenge) and created_at > %(at)s - interval '1 day'),
proof as (select payload, at from loyalty_event where kind = 'books.proved' order by id desc limit 1)
select
  (select count(*) from loyalty_delivery where state = 'due' and next_at <= %(at)s),
  (select extract(epoch from %(at)s - min(next_at)) from loyalty_delivery where state = 'due' and next_at <= %(at)s),
  (select count(*) from loyalty_delivery where state = 'parked'),
  (select count(*) from loyalty_hold where state = 'open'),
  (select extract(epoch from %(at)s - min(opened_at)) from loyalty_hold where state = 'open'),
  (select count(*) from loyalty_hold where state = 'open' and expires_at < %(at)s - interval '2 minutes'),
  (select count(*) from loyalty_jobrun where finished_at is null and lease_until < %(at)s),
  (select count(*) from codes), (select count(used_at) from codes),
  (select case when (payload ->> 'ok')::boolean then 1 else 0 end from proof),
  (select extract(epoch from %(at)s - at) from proof),
  (select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'),
  (select deadlocks from pg_stat_database where datname = current_database())
"""
_NAMES = (
    ("loyalty_deliveries_due", "Deliveries of events whose time has come"),
    ("loyalty_deliveries_oldest_due_seconds", "How long the oldest of them waits"),
    ("loyalty_deliveries_parked", "Deliveries given up, which wait for a person"),
    ("loyalty_holds_open", "Points set aside for orders"),
    ("loyalty_holds_oldest_seconds", "Age of the oldest hold"),
    ("loyalty_holds_overdue", "Holds past their time by two minutes or more"),
    ("loyalty_jobs_failed", "Runs of jobs that failed or whose worker died"),
    ("loyalty_codes_sent_24h", "One-time codes sent in the last day"),
    ("loyalty_codes_used_24h", "Of them, used"),
    ("loyalty_books_proved_ok", "1 when the last proof of the books found nothing"),
    ("loyalty_books_proved_seconds_ago", "Age of the last proof"),
    ("loyalty_database_sessions_waiting_for_locks", "Sessions that wait for a lock right now"),
    ("loyalty_database_deadlocks", "Deadlocks since the server's statistics began"),
)
_JOBS = """
select job, extract(epoch from %(at)s - last.finished_at) from unnest(%(jobs)s::text[]) as job
  cross join lateral (select finished_at from loyalty_jobrun r where r.job = job and finished_at is not null
                      order by period_key desc limit 1) as last
"""


class Readings(Collector):
    """A collector of prometheus_client. Three queries; a number the database does not have yet is left out."""

    def collect(self) -> Iterator[Metric]:
        at = now()
        periodic = [code for code, job in due_jobs if job.period is not None]
        with connection.cursor() as cursor:
            cursor.execute(_NUMBERS, {"at": at})
            row = cursor.fetchone() or ()
            cursor.execute(_JOBS, {"at": at, "jobs": periodic})
            jobs = cursor.fetchall()
        for (name, words), value in zip(_NAMES, row, strict=True):
            if value is not None:
                yield GaugeMetricFamily(name, words, value=float(value))
        done = GaugeMetricFamily("loyalty_job_done_seconds_ago", "Since a job was last finished", labels=["job"])
        for code, seconds in jobs:
            done.add_metric([code], float(seconds))
        yield done
