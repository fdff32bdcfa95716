"""Databases cloned from one migrated template, and Django's connections pointed at them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

from config.embedded import OWNER_ROLE, SUPERUSER
from loyalty.instance.confirm_restore import confirm_restore
from tests.cast import Cast, enter_cast
from tests.environment import FOLDER, SOCKETS, TEMPLATE

_ALIASES = ("default", "owner")


def migrate_template_once() -> None:
    """Migrate the template as the owner; the first process of the run does it, mostly `migrate_template`, the others
    wait for it."""
    folder = Path(os.environ[FOLDER])
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "template.done"
        if not done.exists():
            call_command("migrate", verbosity=0)
            connections.close_all()
            done.touch()


_homes: dict[bool, str] = {}  # of this worker's tests that roll back: with the cast in it, and empty
_among_people = False


@contextmanager
def homes(worker: str) -> Iterator[Cast]:
    """Two clones where this worker's tests roll back, one with the cast in it, which is given; see `settle`."""
    with cloned_database(f"loyalty_{worker}_cast") as with_people:
        people = enter_cast()
        with cloned_database(f"loyalty_{worker}") as empty:
            _homes.update({True: with_people, False: empty})
            settle(among_people=_among_people)
            yield people


def settle(*, among_people: bool) -> None:
    """From here on tests roll back among the cast, or in an empty database; it may be said before there are `homes`.

    Nothing happens while a file's tests are in a database of its own.
    """
    global _among_people
    _among_people = among_people
    if connections["default"].settings_dict["NAME"] in {*_homes.values()} - {_homes.get(among_people)}:
        _point_aliases_at(_homes[among_people])


def connect(*, role: str, database: str) -> psycopg.Connection:
    """A plain autocommit connection to a database of this run."""
    return psycopg.connect(host=os.environ[SOCKETS], user=role, dbname=database, autocommit=True)


def create_database(name: str, *, template: str = TEMPLATE) -> None:
    """A fresh copy of a database that nobody is connected to."""
    # Files copied are half the work of blocks logged, for a template that nobody writes to.
    _run_as(OWNER_ROLE, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)


@contextmanager
def cloned_database(name: str, *, template: str = TEMPLATE) -> Iterator[str]:
    """A fresh copy of the template that Django's aliases use inside the block; dropped after it."""
    with kept_database(name, template=template), pointing_at(name):
        yield name


@contextmanager
def kept_database(name: str, *, template: str = TEMPLATE) -> Iterator[str]:
    """A fresh copy of the template for `pointing_at`, again and again; dropped after the block."""
    create_database(name, template=template)
    try:
        with pointing_at(name):
            confirm_restore(by="tests", reason="a clone is fenced like any copy")
        yield name
    finally:
        drop_database(name)


@contextmanager
def pointing_at(name: str) -> Iterator[None]:
    """Django's aliases use the database inside the block, over connections of its own."""
    before = connections["default"].settings_dict["NAME"]
    _point_aliases_at(name)
    try:
        yield
    finally:
        _point_aliases_at(before)


@contextmanager
def in_one_transaction() -> Iterator[None]:
    """A transaction in which durable ones may open, as in a test's own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield


def drop_database(name: str) -> None:
    """Gone at once. A thread of a served page or of a probe may still be answering somebody who has left: its session
    ends here, and it takes the right to end the app role's sessions."""
    _run_as(SUPERUSER, "DROP DATABASE {} WITH (FORCE)", name)


def _run_as(role: str, statement: str, *names: str) -> None:
    with connect(role=role, database="postgres") as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _point_aliases_at(name: str) -> None:
    for alias in _ALIASES:
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
