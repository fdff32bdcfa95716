"""L5: nobody rewrites history. Not the application, not the owner, not a superuser who pretends to be a replica."""

import uuid
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from config.embedded import APP_ROLE, OWNER_ROLE, SUPERUSER
from tests.databases import cloned_database, connect
from tests.loyalty.ledger.life import live

laws = import_module("loyalty.migrations.0002_laws")
HISTORY: list[str] = [
    *laws.HISTORY, "loyalty_auditevent", "loyalty_booksclosing", "loyalty_unitprice", "analytics_breakage",
    "analytics_closedmonth", "analytics_acquisitioncost",
]  # fmt: skip
KEPT = [f"loyalty_{table}" for table in laws.NEVER_DELETED]


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[str]:
    with django_db_blocker.unblock(), cloned_database(f"loyalty_{worker_id}_{uuid.uuid4().hex[:8]}") as name:
        live()
        connections["default"].close()
        yield name


@pytest.fixture(scope="module", params=["app", "owner", "superuser as a replica"])
def someone(request: pytest.FixtureRequest, database: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    role = {"app": APP_ROLE, "owner": OWNER_ROLE}.get(request.param, SUPERUSER)
    with connect(role=role, database=database) as connection:
        if role == SUPERUSER:
            connection.execute("set session_replication_role = replica")
        yield connection


@pytest.mark.parametrize("table", [*HISTORY, *KEPT])
def test_there_is_something_to_rewrite(database: str, table: str) -> None:
    with connect(role=APP_ROLE, database=database) as connection:
        assert connection.execute(f"select 1 from {table} limit 1").fetchone()


@pytest.mark.parametrize("table", HISTORY)
def test_history_is_not_rewritten(someone: psycopg.Connection[tuple[Any, ...]], table: str) -> None:
    (column,) = someone.execute(
        "select column_name from information_schema.columns where table_name = %s limit 1", [table]
    ).fetchall()[0]
    for rewriting in (f"update {table} set {column} = {column}", f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            someone.execute(rewriting)


@pytest.mark.parametrize("table", KEPT)
def test_what_history_hangs_on_is_not_deleted(someone: psycopg.Connection[tuple[Any, ...]], table: str) -> None:
    for rewriting in (f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            someone.execute(rewriting)


def test_proofs_and_guards_hold_for_a_replica_too(database: str) -> None:
    with connect(role=SUPERUSER, database=database) as replica:
        replica.execute("set session_replication_role = replica")
        for change in (
            "update loyalty_account set active = active + 1",
            "update loyalty_lot set earned = earned + 1",
            "update loyalty_hold set amount = amount + 1",
        ):
            with pytest.raises(psycopg.errors.CheckViolation):
                replica.execute(change)


def test_every_trigger_of_ours_is_always_on(database: str) -> None:
    with connect(role=APP_ROLE, database=database) as connection:
        rows = connection.execute(
            """select tgrelid::regclass::text, tgname, tgenabled::text from pg_trigger
               where not tgisinternal and tgrelid::regclass::text like 'loyalty%%'"""
        ).fetchall()
    assert len(rows) >= 2 * len(HISTORY) + 2 * len(KEPT) + len(laws.PROOFS) + len(laws.GUARDS)
    assert {enabled for _table, _name, enabled in rows} == {"A"}


def test_the_app_role_can_change_neither_tables_nor_triggers_nor_sequences(database: str) -> None:
    attempts = [
        "alter table loyalty_entry disable trigger user",
        "alter table loyalty_entry drop constraint entry_amount",
        "drop trigger append_only on loyalty_entry",
        "drop table loyalty_entry",
        "create table mine (id int)",
        "create or replace function loyalty_forbid_change() returns trigger language plpgsql as 'begin end'",
        "set session_replication_role = replica",
        "select setval('loyalty_operation_id_seq', 1)",
        f"set role {OWNER_ROLE}",
    ]
    with connect(role=APP_ROLE, database=database) as app:
        for attempt in attempts:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(attempt)
