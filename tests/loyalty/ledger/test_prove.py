"""A clean database is clean, and each law finds what was planted against it behind the triggers' back."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import InternalError, connections
from pytest_django import DjangoDbBlocker

from config.embedded import OWNER_ROLE
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import SHOWN, prove
from loyalty.proofs import Proof, proofs
from tests.databases import cloned_database, connect
from tests.loyalty.ledger.life import NOW, live
from tests.loyalty.ledger.plants import PLANTS, STANDS_IN_THE_WAY
from tests.loyalty.ledger.points import NOON, give

Connection = psycopg.Connection[tuple[Any, ...]]
TABLES = ("account", "lot", "entry", "operation", "hold", "holdlot", "order", "orderline", "orderpoints", "return",
          "idempotencyrecord")  # fmt: skip


@pytest.fixture(scope="module")
def books(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """A database of this file's own, lived in."""
    with django_db_blocker.unblock(), cloned_database(f"loyalty_{worker_id}_{uuid.uuid4().hex[:8]}"):
        live()
        yield


@pytest.fixture
def owner(books: None) -> Iterator[Connection]:
    """The owner inside a transaction that switched the triggers off, and is undone afterwards."""
    database = connections["default"].settings_dict["NAME"]
    with connect(role=OWNER_ROLE, database=database) as owner, owner.transaction(force_rollback=True):
        for table in TABLES:
            owner.execute(f"alter table loyalty_{table} disable trigger user")
        owner.execute("alter table analytics_closedmonth disable trigger user")
        for table in ("budgetentry", "coupon", "couponentry", "couponreservation", "couponcounter"):
            owner.execute(f"alter table campaigns_{table} disable trigger user")
        yield owner


def broken(owner: Connection, code: str) -> list[int]:
    """The ids that a law finds broken, as the owner sees the database now."""
    sql = f"select id from ({proofs[code].sql}) as checked(id, broken) where broken"
    return [row[0] for row in owner.execute(sql, {"at": NOW}).fetchall()]


def test_a_lived_in_database_is_clean(books: None) -> None:
    # when
    report = prove(at=NOW)
    # then
    assert [(query.code, query.ids) for query in report.queries if query.violations] == []
    assert report.ok
    assert [query.code for query in report.queries if query.rows == 0] == []
    assert [query.code for query in report.queries] == sorted(code for code, _proof in proofs)


@pytest.mark.parametrize("what", PLANTS)
def test_each_law_finds_what_was_planted(owner: Connection, what: str) -> None:
    # given
    code, plant = PLANTS[what]
    assert broken(owner, code) == []
    if what in STANDS_IN_THE_WAY:
        table, law = STANDS_IN_THE_WAY[what]
        drop = "drop index" if law == "entry_lot_once" else f"alter table {table} drop constraint"
        owner.execute(f"{drop} {law}")
    # when
    planted = {row[0] for row in owner.execute(plant).fetchall()}
    # then
    assert planted
    assert planted & set(broken(owner, code)) == planted


def test_every_law_has_something_planted_against_it() -> None:
    assert {code for code, _plant in PLANTS.values()} == {code for code, _proof in proofs}


def test_a_report_shows_at_most_twenty_ids(own_database: str, owner_connection: Connection) -> None:
    # given
    for number in range(1, 26):
        give(10, owner=Owner.member(number))
    with owner_connection.transaction():
        owner_connection.execute("alter table loyalty_account disable trigger user")
        owner_connection.execute("update loyalty_account set active = active + 1")
        owner_connection.execute("alter table loyalty_account enable trigger user")
    # when
    report = prove(at=NOON)
    # then
    first = report.queries[0]
    assert (first.code, first.rows, first.violations, len(first.shown)) == ("Q-01", 25, 25, SHOWN)
    assert not report.ok


def test_a_proof_writes_nothing(own_database: str) -> None:
    # given: a law that tries to write
    proofs.add("Q-00", Proof(title="writes", sql="select nextval('loyalty_lot_id_seq'), false"))
    try:
        # when
        with pytest.raises(InternalError, match="read-only transaction"):
            prove(at=NOON)
    finally:
        del proofs._things["Q-00"]
