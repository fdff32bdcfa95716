"""The embedded servers survive what people do to them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

from config.embedded import OWNER_ROLE, Postgres, ensure_database, start_postgres, start_valkey

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="loyalty-embedded-") as made:
        yield Path(made)


def _write_a_row(server: Postgres) -> None:
    ensure_database(server, name="books")
    with server.connect(role=OWNER_ROLE, database="books") as connection:
        connection.execute("CREATE TABLE kept (name text)")
        connection.execute("INSERT INTO kept VALUES ('Привет')")


def _read_the_row(server: Postgres) -> object:
    with server.connect(role=OWNER_ROLE, database="books") as connection:
        return connection.execute("SELECT lower(name) FROM kept").fetchone()


def test_data_outlives_a_clean_stop_and_a_kill(folder: Path) -> None:
    server = start_postgres(folder / "postgres")
    _write_a_row(server)
    server.stop()

    server = start_postgres(folder / "postgres")
    assert _read_the_row(server) == ("привет",)
    os.kill(server.pid, signal.SIGKILL)

    server = start_postgres(folder / "postgres")
    assert _read_the_row(server) == ("привет",)
    server.stop()


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    server = start_postgres(folder / ("a-long-name-" * 8) / "postgres")
    try:
        assert len(str(server.socket_folder)) < 80
        ensure_database(server, name="books")
    finally:
        server.stop()
    assert not server.socket_folder.exists()


def test_the_data_folder_is_private_and_its_parents_are_not_opened_for_reading(folder: Path) -> None:
    server = start_postgres(folder / "postgres")
    server.stop()
    assert (folder / "postgres").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o066 == 0


def test_servers_die_with_a_killed_starter(folder: Path) -> None:
    # given a process that starts both servers and is killed
    code = (
        "import sys; from pathlib import Path; from config.embedded import *; home = Path(sys.argv[1])\n"
        "print(start_postgres(home / 'postgres').pid, start_valkey(home / 'valkey', ports=range(21379, 21479)).pid)\n"
        "sys.stdout.flush(); sys.stdin.read()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    pids = [int(pid) for pid in starter.stdout.readline().split()]
    assert len(pids) == 2
    starter.kill()
    starter.communicate()

    # then both end by themselves
    processes = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(pid))
    left = [process for process in psutil.wait_procs(processes, timeout=15)[1] if process.status() != "zombie"]
    assert left == []


def test_valkey_that_loses_a_race_for_a_port_does_not_take_the_winner_for_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: another run's server takes the port between our look and our bind
    first = start_valkey(folder / "first", ports=range(22479, 22579))
    monkeypatch.setattr("config.embedded._listens", lambda port: False)
    # when
    second = start_valkey(folder / "second", ports=range(first.port, first.port + 100))
    # then
    try:
        assert second.port > first.port
    finally:
        second.stop()
        first.stop()


def test_valkey_takes_the_next_port_when_one_is_taken(folder: Path) -> None:
    first = start_valkey(folder / "first", ports=range(22379, 22479))
    second = start_valkey(folder / "second", ports=range(first.port, first.port + 100))
    try:
        assert first.port < second.port < 32768
    finally:
        second.stop()
        first.stop()
