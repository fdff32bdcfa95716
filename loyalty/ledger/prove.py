"""The books prove themselves: every law recomputed from zero over one snapshot."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from loyalty.ledger.proving import tell
from loyalty.proofs import Proof, proofs

SHOWN = 20  # ids of broken rows that people are shown
NAMED = 10_000  # ids of broken rows that a report holds: whose accounts are frozen

# Laws join whole tables: by hashes that do not go to the disk for want of a few megabytes, and never row by row, as is
# planned for tables made on the way, of which nothing is known (over 200 s instead of 8 at 200 000 orders). They may
# take longer than other jobs: what stops them is the worker's limit of time.
_WHOLE_TABLES = ("work_mem = '64MB'", "enable_nestloop = off", "statement_timeout = 0", "transaction_timeout = 0")

_CHECK = f"""
select count(*), count(*) filter (where broken),
  coalesce((array_agg(id order by id) filter (where broken))[1:{NAMED}], array[]::bigint[])
from ({{sql}}) as checked(id, broken)
"""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One law: rows checked, rows that break it, the first ids of those (at most 10 000), and how long it took."""

    code: str
    title: str
    rows: int
    violations: int
    ids: tuple[int, ...]
    ms: int

    @property
    def shown(self) -> tuple[int, ...]:
        """The first ids, as many as people look at."""
        return self.ids[:SHOWN]


@dataclass(frozen=True, kw_only=True)
class Report:
    """Every registered law, in the order of their codes, as of one snapshot taken at `at`."""

    at: datetime
    queries: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        return not any(query.violations for query in self.queries)


def prove(*, at: datetime) -> Report:
    """Check every law over all the data in one read-only snapshot; writes nothing and locks nothing.

    Call outside any transaction. One query per law, each of which reads whole tables; `proving` tells which.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read read only")
        for setting in _WHOLE_TABLES:
            cursor.execute(f"set local {setting}")
        return Report(at=at, queries=tuple(_check(code, proof, at) for code, proof in sorted(proofs)))


def _check(code: str, proof: Proof, at: datetime) -> Checked:
    tell(code)
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_CHECK.format(sql=proof.sql), {"at": at})
        rows, violations, ids = cursor.fetchone()
    ms = round((time.perf_counter() - started) * 1000)
    return Checked(code=code, title=str(proof.title), rows=rows, violations=violations, ids=tuple(ids), ms=ms)
