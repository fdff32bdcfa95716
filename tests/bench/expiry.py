"""P6: expiry of due lots against one hand-written statement."""

import time
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from tests.bench.people import OPENED, Shop, open_lots
from tests.bench.result import Result, middle
from tests.bench.servers import Servers
from tests.bench.sizes import LOTS, ROUNDS

_LOTS_EACH = 10
_FIRST_ACCOUNT = 10_000_000
_LONGEST_BATCH_MS = 500
_BY_HAND = """
with due as materialized (
  select l.id, l.account_id, l.remaining, l.expires_at, a.active, a.version,
    row_number() over oldest as n, sum(l.remaining) over oldest as gone
  from loyalty_lot l join loyalty_account a on a.id = l.account_id
  where l.remaining > 0 and l.held = 0 and l.expires_at <= %(at)s
  window oldest as (partition by l.account_id order by l.expires_at, l.id)
), operation as (
  insert into loyalty_operation (kind, natural_key, principal, reason, at)
  select 'expire', 'account:' || account_id || ':v' || version + n - 1, 'system', 'night', expires_at
  from due order by account_id, n returning id, natural_key
), entry as (
  insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after, account_version, at)
  select o.id, account_id, due.id, 'active', 'expire', -remaining, active - gone, version + n, expires_at
  from due join operation o on o.natural_key = 'account:' || account_id || ':v' || version + n - 1
), lot as (
  update loyalty_lot l set remaining = 0 from due where l.id = due.id
)
update loyalty_account a set active = a.active - s.gone, version = a.version + s.n, last_at = s.last
from (select account_id, sum(remaining) as gone, count(*) as n, max(expires_at) as last from due group by 1) s
where a.id = s.account_id
"""


def measure_expiry(servers: Servers, shop: Shop) -> Result:
    """Every part of the lots falls due a year after the one before it; jobs and hand take parts in turns."""
    from loyalty.ledger.expire import expire

    accounts = max(LOTS // _LOTS_EACH // ROUNDS, 1)
    due = _fill(servers, accounts, parts=2 * ROUNDS)
    ours, by_hand, batches = [], [], []
    for at_hand, at_job in zip(due[::2], due[1::2], strict=True):
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_BY_HAND, {"at": at_hand})
        by_hand.append(time.perf_counter() - start)
        starts: list[float] = []
        start = time.perf_counter()
        with connection.execute_wrapper(_note_locks(starts)):
            done = expire(at=at_job)
        ours.append(time.perf_counter() - start)
        assert done.operations == accounts * _LOTS_EACH, done
        batches += [later - earlier for earlier, later in zip(starts, [*starts[1:], time.perf_counter()], strict=True)]
    connection.close()
    ratio = middle([a / b for a, b in zip(ours, by_hand, strict=True)])
    slowest = round(max(batches) * 1000)
    return Result(
        what=f"expiry of {accounts * _LOTS_EACH} due lots over {accounts} accounts",
        value=middle(ours),
        unit="s",
        reference=f"one SQL statement writing the same rows, {middle(by_hand):g} s",
        ratio=ratio,
        goal=f"≤ 1.3, batches ≤ {_LONGEST_BATCH_MS} ms",
        met=ratio <= 1.3 and slowest <= _LONGEST_BATCH_MS,
        n=accounts * _LOTS_EACH * ROUNDS,
        notes=(
            f"batches: median {middle(batches) * 1000:.0f} ms, longest {slowest} ms, {len(batches)} of them",
            "tills beside the job are not measured by this run",
        ),
    )


def _fill(servers: Servers, accounts: int, *, parts: int) -> list[datetime]:
    """The instant at which each part is due."""
    due = []
    with servers.owner() as owner:
        for part in range(parts):
            day = datetime.fromisoformat(OPENED + ":00") + timedelta(days=365 * part)
            with owner.transaction(), owner.cursor() as cursor:
                first = _FIRST_ACCOUNT + part * accounts
                open_lots(cursor, first=first, count=accounts, lots=_LOTS_EACH, from_day=day.isoformat())
            due.append(day + timedelta(days=_LOTS_EACH + 1))
    with servers.owner() as owner:
        owner.execute("vacuum analyze")
    return due


def _note_locks(starts: list[float]) -> Any:
    """Every batch begins by locking its accounts."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "for no key update" in sql:
            starts.append(time.perf_counter())
        return execute(sql, params, many, context)

    return note
