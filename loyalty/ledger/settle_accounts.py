"""Posts what fell due in many accounts, in short transactions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from loyalty.ledger.books import lock_books
from loyalty.ledger.owner import Owner
from loyalty.ledger.post import post

BATCH = 200  # accounts a transaction: a till that meets the job waits well under half a second


@dataclass(frozen=True, kw_only=True)
class Settled:
    accounts: int
    operations: int


def settle_accounts(*, due_query: str, at: datetime, progress: Callable[[int], None] = lambda _done: None) -> Settled:
    """Settle every account that `due_query` (ids of accounts, one parameter: `at`) names.

    Each batch is a transaction of its own, so the job may be killed and run again, or run twice at once: a batch
    locks its accounts and finds nothing left to do in those another run has settled.
    """
    accounts = operations = 0
    for keys in _batches(due_query, at):
        with transaction.atomic():
            books = lock_books(keys, at=at)
            operations += len(post(list(books.values())).operations)
        accounts += len(keys)
        progress(accounts)
    return Settled(accounts=accounts, operations=operations)


def _batches(due_query: str, at: datetime) -> Iterator[list[tuple[Owner, str]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""select a.id, a.owner_kind, a.owner_id, u.code
                    from loyalty_account a join loyalty_unit u on u.id = a.unit_id
                    where a.id in ({due_query}) and a.id > %s order by a.id limit {BATCH}""",
                [at, last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [(Owner(row[1], row[2]), row[3]) for row in rows]
