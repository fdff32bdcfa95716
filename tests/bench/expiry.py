"""P6: expiry of due lots against one hand-written statement."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from threading import Thread
from typing import Any

from django.db import connection, transaction

from tests.bench import carts
from tests.bench.client import load
from tests.bench.people import OPENED, Shop, open_lots
from tests.bench.result import Result, middle, p99
from tests.bench.servers import Servers
from tests.bench.sizes import LOTS, MEMBERS, ROUNDS

_LOTS_EACH = 10
_PART_DAYS = 30
_FIRST_ACCOUNT = 10_000_000
_LONGEST_BATCH_MS = 500
_TILLS = 4
_TILLS_SLOWER = 2
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
    """Every part of the lots falls due a month after the one before it; jobs and hand take parts in turns."""
    from loyalty.ledger.expire import expire

    accounts = max(LOTS // _LOTS_EACH // ROUNDS, 1)
    due = _fill(servers, accounts, parts=3 * ROUNDS)
    ours, by_hand, batches = [], [], []
    for at_hand, at_job in zip(due[: 2 * ROUNDS : 2], due[1 : 2 * ROUNDS : 2], strict=True):
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
    alone, beside = _tills(servers, shop, due[2 * ROUNDS :], seconds=min(ours))
    slower = round(p99(beside) / p99(alone), 2)
    return Result(
        what=f"expiry of {accounts * _LOTS_EACH} due lots over {accounts} accounts",
        value=middle(ours),
        unit="s",
        reference=f"one SQL statement writing the same rows, {middle(by_hand):g} s",
        ratio=ratio,
        goal=f"≤ 1.3, batches ≤ {_LONGEST_BATCH_MS} ms, p99 of tills ≤ {_TILLS_SLOWER} ×",
        met=ratio <= 1.3 and slowest <= _LONGEST_BATCH_MS and slower <= _TILLS_SLOWER,
        n=accounts * _LOTS_EACH * ROUNDS,
        notes=(
            f"batches: median {middle(batches) * 1000:.0f} ms, longest {slowest} ms, {len(batches)} of them",
            f"{_TILLS} tills that quote and sell: median {middle(alone) * 1000:.0f} ms, p99 {p99(alone) * 1000:.0f}",
            f"beside the job: median {middle(beside) * 1000:.0f} ms, p99 {p99(beside) * 1000:.0f}, {slower:g} times",
        ),
    )


def _tills(servers: Servers, shop: Shop, due: Sequence[datetime], *, seconds: float) -> tuple[list[float], list[float]]:
    """Latencies of tills alone, and while the job expires a part; in turns."""
    sell = carts.orders(shop.key, members=MEMBERS, clients=_TILLS)
    ask = carts.quotes(shop.key, members=MEMBERS)
    send = partial(
        load, port=servers.port, clients=_TILLS, seconds=seconds, requests=lambda n: ask(n) if n % 2 else sell(n)
    )
    send()  # warm
    alone: list[float] = []
    beside: list[float] = []
    for at in due:
        alone += send().seconds
        job = Thread(target=_expire, args=(at,))
        job.start()
        beside += send().seconds
        assert job.is_alive(), "the job ended before the tills did: give it more lots"
        job.join()
    return alone, beside


def _expire(at: datetime) -> None:
    from loyalty.ledger.expire import expire

    expire(at=at)
    connection.close()


def _fill(servers: Servers, accounts: int, *, parts: int) -> list[datetime]:
    """The instant at which each part is due, all of them long past: what the tills earn is not."""
    due = []
    with servers.owner() as owner:
        for part in range(parts):
            day = datetime.fromisoformat(OPENED + ":00") + timedelta(days=_PART_DAYS * part)
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
