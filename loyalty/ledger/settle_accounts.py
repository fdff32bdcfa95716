"""Posts what fell due in many accounts, in short transactions."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from loyalty.ledger.books import lock_accounts
from loyalty.ledger.post import post

BATCH = 100  # accounts a transaction: a till that meets the job waits well under half a second


@dataclass(frozen=True, kw_only=True)
class Settled:
    accounts: int
    operations: int


def settle_accounts(*, due_query: str, at: datetime) -> Settled:
    """Settle every account that `due_query` (ids of accounts, one parameter: `at`) names.

    Each batch is a transaction of its own, so the job may be killed and run again, or run twice at once: a batch
    locks its accounts and finds nothing left to do in those another run has settled.
    """
    accounts = operations = 0
    due = _due(due_query, at)
    for start in range(0, len(due), BATCH):
        with transaction.atomic():
            books = lock_accounts(due[start : start + BATCH], at=at)
            operations += len(post(books).operations)
        accounts += len(books)
    return Settled(accounts=accounts, operations=operations)


def _due(due_query: str, at: datetime) -> list[int]:
    """All ids at once: asking again for every batch would read what is still due as many times over."""
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct account_id from ({due_query}) as due order by 1", [at])
        return [row[0] for row in cursor.fetchall()]
