"""The database that tests, and the demo, run on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import environ
import psutil
import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from psycopg_pool import ConnectionPool

from config.databases import app_database
from config.embedded import APP_ROLE, start_postgres
from config.processes import kill_group
from tests.together import run_together


def _ask(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_runs_as_the_app_role(db: None) -> None:
    assert _ask("SELECT current_user") == "loyalty_app"


def test_the_app_role_cannot_change_the_schema(db: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _ask("CREATE TABLE intruder (id int)")


def test_lower_case_and_search_know_cyrillic(db: None) -> None:
    assert _ask("SELECT lower('ПРИВЕТ') = 'привет' AND 'ПРИВЕТ' ILIKE 'прив%'") is True


def test_commits_are_durable_whatever_the_servers_default(db: None) -> None:
    assert _ask("SHOW synchronous_commit") == "on"


@pytest.mark.parametrize(
    "instant",
    ["2026-11-22 03:26:42.45266+00", "2026-11-22 06:26:42+03", "0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999999Z"],
)
def test_instants_are_read_as_django_reads_them(db: None, instant: str) -> None:
    found = _ask(f"SELECT timestamptz '{instant}'")
    assert found == datetime.fromisoformat(instant)
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("instant", ["infinity", "0044-03-15 00:00:00+00 BC", "10000-01-01 00:00:00+00"])
def test_instants_that_python_has_not_are_refused(db: None, instant: str) -> None:
    with pytest.raises(DataError, match="timestamp"):
        _ask(f"SELECT timestamptz '{instant}'")


def test_waiting_is_bounded(db: None) -> None:
    assert _ask("SHOW lock_timeout") == "1min"
    assert _ask("SHOW statement_timeout") == "5min"


def test_own_database_is_the_tests_own(own_database: str, owner_connection: psycopg.Connection) -> None:
    # given a table that only this database has
    owner_connection.execute("CREATE TABLE counter (n int NOT NULL)")
    owner_connection.execute("INSERT INTO counter VALUES (0)")
    owner_connection.execute("GRANT SELECT, UPDATE ON counter TO loyalty_app")

    # when eight threads count in it at once
    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE counter SET n = n + 1")

    results = run_together(*[count] * 8)

    # then every one was committed
    assert results == [None] * 8
    assert _ask("SELECT current_database()") == own_database
    assert _ask("SELECT n FROM counter") == 8


def test_the_next_test_sees_none_of_it(db: None) -> None:
    assert _ask("SELECT to_regclass('counter')") is None


def test_commit_proofs_leaves_constraints_deferred(db: None, commit_proofs: Callable[[], None]) -> None:
    commit_proofs()
    assert _ask("SELECT current_user") == "loyalty_app"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Not `tmp_path`: the server runs as another user, and every new run of pytest closes the folder above it."""
    with TemporaryDirectory(prefix="loyalty-test-") as folder:
        yield Path(folder)


def test_the_pool_is_back_with_the_server_however_long_that_was_away(open_folder: Path) -> None:
    """The pool's own way is to try after 1, 2, 4, 8 … seconds: a server back after a minute was unused for another."""
    # given a web process's pool over a server of its own
    folder = open_folder / "postgres"
    server = start_postgres(folder)
    url = server.url(role=APP_ROLE, database="postgres")
    settings = app_database(environ.Env.db_url_config(url), profile="web", pool_size=4)
    with ConnectionPool(url, check=ConnectionPool.check_connection, open=True, **settings["OPTIONS"]["pool"]) as pool:
        with pool.connection() as connected:
            connected.execute("select 1")
        # when the server is killed, and asked for in vain several times
        whole = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
        kill_group(server.process)
        psutil.wait_procs(whole, timeout=30)
        for _ in range(4):
            with pytest.raises(psycopg.OperationalError), pool.connection():
                pass
        server = start_postgres(folder)
        # then the first request after its return is served
        with pool.connection() as connected:
            assert connected.execute("select 1").fetchone() == (1,)
    server.stop()
