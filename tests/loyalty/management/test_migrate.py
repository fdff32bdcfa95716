"""`migrate` beside open tills and a reader who holds a table for long."""

import threading
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django import Settings

from config.embedded import OWNER_ROLE
from loyalty.management.commands import migrate
from loyalty.purchase.order_view import OrderView
from tests.builders import a_cart, a_member, a_shop, an_order
from tests.databases import connect
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")
Owner = psycopg.Connection[tuple[Any, ...]]
SECONDS = 30


@pytest.fixture(autouse=True)
def _tomorrow(settings: Settings) -> None:
    """The cabinet has no migrations of its own; these are read as its."""
    settings.MIGRATION_MODULES = {"cabinet": "tests.fakes.migrations"}


def migrate_to(name: str) -> Callable[[], str]:
    def run() -> str:
        said = StringIO()
        call_command("migrate", "cabinet", name, verbosity=0, stderr=said)
        return said.getvalue()

    return run


def a_reader(database: str, table: str) -> Owner:
    """A report that has read the table and is still open."""
    reader = connect(role=OWNER_ROLE, database=database)
    reader.execute("begin isolation level repeatable read")
    reader.execute(f"select count(*) from {table}")
    return reader


def wait_until(owner: Owner, condition: str) -> None:
    for _ in range(SECONDS * 100):
        row = owner.execute(condition).fetchone()
        if row and row[0]:
            return
        owner.execute("select pg_sleep(0.01)")
    raise AssertionError(f"waited {SECONDS} s for: {condition}")


def a_till_that_sells_when(owner: Owner, condition: str) -> Callable[[], OrderView]:
    """Sells as the web does, with its patience for locks, as soon as the condition holds."""
    shop, anna = a_shop(), a_member()

    def sell() -> OrderView:
        wait_until(owner, condition)
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'; set statement_timeout = '5s'")
        return an_order(shop, a_cart(anna), number="R-1")

    return sell


_MIGRATE_WAITS = """
select exists (select from pg_locks
  where relation = 'loyalty_unit'::regclass and mode = 'AccessExclusiveLock' and not granted)"""


def test_migrate_gives_way_to_a_till_and_comes_back(
    own_database: str, owner_connection: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a reader, a migration that waits for it, and a till behind both
    reader, sold = a_reader(own_database, "loyalty_unit"), threading.Event()
    till = a_till_that_sells_when(owner_connection, _MIGRATE_WAITS)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        assert sold.wait(SECONDS)  # the order goes through while the reader still reads
        reader.close()

    def sell() -> OrderView:
        view = till()
        sold.set()
        return view

    monkeypatch.setattr(time, "sleep", pause)
    # when
    said, order = run_together(migrate_to("0001"), sell)
    # then
    assert isinstance(order, OrderView), order
    assert said.strip() == "A table is in use. The next try in 1 s."
    assert len(pauses) == 1
    assert owner_connection.execute("select tomorrow from loyalty_unit").fetchall()


def test_an_index_is_built_beside_the_tills_however_long_somebody_reads(
    own_database: str, owner_connection: Owner
) -> None:
    # given
    migrate_to("0001")()
    reader = a_reader(own_database, "loyalty_order")
    sell = a_till_that_sells_when(
        owner_connection,
        "select exists (select from pg_stat_activity where query like 'create index concurrently%' "
        "and wait_event_type = 'Lock' and now() - query_start > interval '2200 milliseconds')",
    )

    def sell_and_let_go() -> OrderView:
        order = sell()
        reader.close()
        return order

    # when
    said, order = run_together(migrate_to("0002"), sell_and_let_go)
    # then
    assert isinstance(order, OrderView), order
    assert said == ""
    is_valid = "select indisvalid from pg_index where indexrelid = 'order_tomorrow'::regclass"
    assert owner_connection.execute(is_valid).fetchone() == (True,)


def test_migrate_gives_up_in_words(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # given
    monkeypatch.setattr(migrate, "PAUSES", ())
    reader = a_reader(own_database, "loyalty_unit")
    # when
    with pytest.raises(CommandError, match="holds a table"):
        migrate_to("0001")()
    reader.close()
    connections.close_all()
