"""Real concurrency for tests: threads with connections of their own, released at once or one after another."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from django.db import connections

T = TypeVar("T")
_WAIT = """
do $$ begin
  for look in 1..2000 loop
    perform pg_stat_clear_snapshot();
    if (select count(distinct pid) from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()) = NUMBER then return; end if;
    perform pg_sleep(0.005);
  end loop;
  raise exception 'nobody came to wait';
end $$
"""


def run_together(*callables: Callable[[], Any]) -> list[Any]:
    """Run each callable in its own thread, all released by one barrier; per callable its result or its exception,
    in the order given. Needs the fixture `own_database`: the threads commit."""
    barrier = threading.Barrier(len(callables))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connections["default"].ensure_connection()  # connecting takes longer than the race itself
            barrier.wait(timeout=60)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(callables)) as pool:
        return list(pool.map(run, callables))


def beside(pool: ThreadPoolExecutor, call: Callable[[], T]) -> "Future[T]":
    """Begin the callable in a thread of the pool. Make the pool before a transaction that the thread will wait for: it
    has to end first."""

    def run() -> T:
        try:
            return call()
        finally:
            connections.close_all()

    return pool.submit(run)


def wait_for_waiting(owner: psycopg.Connection, number: int) -> None:
    """Return when so many sessions of this database wait for a lock; the server looks every few milliseconds."""
    owner.execute(_WAIT.replace("NUMBER", str(number)))
