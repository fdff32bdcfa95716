"""Our connections to PostgreSQL."""

import signal
from typing import Any

import pytest
from django.db import connection, transaction

from loyalty.rows import one_row


class _TimeIsOver(Exception):
    """As Celery's limit of time, which a signal raises wherever the process is."""


@pytest.mark.django_db
def test_a_limit_of_time_ends_the_statement_and_leaves_the_connection_of_use() -> None:
    # given a limit that strikes while a statement runs
    def strike(*_: Any) -> None:
        raise _TimeIsOver

    usual = signal.signal(signal.SIGALRM, strike)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        # when it does
        with pytest.raises(_TimeIsOver), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_sleep(60)")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, usual)

    # then the next statement is answered
    assert one_row("select 1", []) == (1,)
