"""Posts what fell due in many accounts, in short transactions. One that does not add up is frozen, and stops nobody."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from loyalty.ledger.books import lock_accounts
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.freeze import freeze
from loyalty.ledger.post import post

logger = logging.getLogger(__name__)

BATCH = 150  # accounts a transaction, at most
MILLISECONDS = 300  # that a transaction should take: a till that meets the job waits well under half a second


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How many accounts moved and by how many operations; `frozen` names those whose books refused to."""

    accounts: int = 0
    operations: int = 0
    frozen: tuple[int, ...] = ()

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(
            accounts=self.accounts + other.accounts,
            operations=self.operations + other.operations,
            frozen=self.frozen + other.frozen,
        )


def settle_accounts(*, due_query: str, at: datetime) -> Settled:
    """Settle every account that `due_query` (ids of accounts, one parameter: `at`) names.

    Each batch is a transaction of its own, of as many accounts as the one before it says can be done in
    `MILLISECONDS`. So the job may be killed and run again, or run twice at once: a batch locks its accounts and finds
    nothing left to do in those another run has settled. When a law refuses a batch, its accounts are settled one by
    one, and those at fault are frozen. Call outside any transaction: laws speak at COMMIT.
    """
    settled = Settled()
    due = _due(due_query, at)
    size = BATCH // 4  # until the first has told how fast the machine is
    done = 0
    while batch := due[done : done + size]:
        start = time.monotonic_ns()
        try:
            settled += _settle(batch, at)
        except IntegrityError:
            for account_id in batch:
                settled += _settle_or_freeze(account_id, at)
        done += len(batch)
        size = _next_size(len(batch), (time.monotonic_ns() - start) // 1_000_000)
    return settled


def _next_size(size: int, took_ms: int) -> int:
    """As many as would have taken `MILLISECONDS`: fewer on a busy machine, up to `BATCH` on a quiet one."""
    return max(1, min(BATCH, size * MILLISECONDS // max(took_ms, 1)))


def _settle(batch: Sequence[int], at: datetime) -> Settled:
    with transaction.atomic():
        books = lock_accounts(batch, at=at)
        operations = len(post(books).operations)
    return Settled(accounts=len(books), operations=operations)


def _settle_or_freeze(account_id: int, at: datetime) -> Settled:
    try:
        return _settle([account_id], at)
    except IntegrityError as error:
        law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or type(error).__name__
        logger.error("account %s not settled", account_id, extra={"code": law})
        freeze(account_id=account_id, principal=SYSTEM, reason="settle", law=law, at=at)
        return Settled(frozen=(account_id,))


def _due(due_query: str, at: datetime) -> list[int]:
    """All ids at once: asking again for every batch would read what is still due as many times over."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select distinct a.id from ({due_query}) as due join loyalty_account a on a.id = due.account_id
                where a.frozen_at is null order by 1""",
            [at],
        )
        return [row[0] for row in cursor.fetchall()]
