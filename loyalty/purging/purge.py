"""Takes away what has had its time: answers to requests, codes, sessions, and the traces of jobs and deliveries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from loyalty.jobs.models import JobRun

BATCH = 5_000
JOB = "purge"
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What is kept so long. `sql` takes away one batch of what is older than `before`; its rows are counted."""

    what: str
    keep: timedelta
    sql: str


def _delete(table: str, condition: str) -> str:
    return (
        f"delete from {table} where ctid = any(array(select ctid from {table} where {condition} limit %(batch)s)) "
        "returning 1"
    )


# The app role may delete no job run, delivery or event: the functions do, and keep at least what stands here.
_RULES = (
    _Kept(what="sessions", keep=timedelta(0), sql=_delete("django_session", "expire_date < %(before)s")),
    _Kept(what="codes", keep=30 * _DAY, sql=_delete("loyalty_challenge", "expires_at < %(before)s")),
    _Kept(what="sent", keep=2 * _DAY, sql=_delete("loyalty_sentcodes", "sent[cardinality(sent)] < %(before)s")),
    _Kept(
        what="attempts",
        keep=2 * _DAY,
        sql=_delete("loyalty_attempts", "coalesce(times[cardinality(times)] < %(before)s, true)"),
    ),
    _Kept(
        what="job_runs",
        keep=90 * _DAY,
        sql="select generate_series(1, loyalty_purge_job_runs(%(before)s, %(batch)s))",
    ),
    _Kept(
        what="deliveries",
        keep=90 * _DAY,
        sql="select generate_series(1, loyalty_purge_deliveries(%(before)s, %(batch)s))",
    ),
    _Kept(
        what="proofs",
        keep=400 * _DAY,
        sql="select generate_series(1, loyalty_purge_proofs(%(before)s, %(batch)s))",
    ),
    _Kept(  # weeks of long ago lose visits, longer periods do not: the first visit of each month stays
        what="visits",
        keep=400 * _DAY,
        sql="""
delete from loyalty_visit where ctid = any(array(
  select v.ctid from loyalty_visit v where v.day < date_trunc('month', %(before)s)::date and exists (
    select from loyalty_visit f
    where f.member_id = v.member_id and f.day < v.day and f.day >= date_trunc('month', v.day)::date)
  limit %(batch)s))
returning 1""",
    ),
    _Kept(  # the key and its fingerprint stay for ever: a request is never carried out twice
        what="answers",
        keep=30 * _DAY,
        sql="""
update loyalty_idempotencyrecord set body = null where id = any(array(
  select id from loyalty_idempotencyrecord
  where created_at >= %(since)s and created_at < %(before)s and body is not null limit %(batch)s))
returning 1""",
    ),
)


def purge(*, at: datetime) -> dict[str, int]:
    """Take away what is due by `at`; how many rows of each kind. Call outside any transaction.

    In batches, each committed by itself, so that nobody waits long for a row; a run that is stopped has done what it
    did. One query a batch.
    """
    since = _answers_left_since(at)
    return {rule.what: _take_away(rule, since, at) for rule in _RULES}


def _take_away(rule: _Kept, since: datetime, at: datetime) -> int:
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(rule.sql, {"before": at - rule.keep, "batch": BATCH, "since": since})
            taken = len(cursor.fetchall())
        total += taken
        if taken < BATCH:
            return total


def _answers_left_since(at: datetime) -> datetime:
    """From when answers may still be there: the run before took the older ones, and years of keys need not be read."""
    last = JobRun.objects.filter(job=JOB, finished_at__isnull=False, started_at__lt=at).order_by("-started_at").first()
    # Two days more than it saw: a request's row may have been committed after the run that was due for it.
    return last.started_at - timedelta(days=32) if last else datetime.min.replace(tzinfo=at.tzinfo)
