"""`make drill`: is the backup good? Dumps the database, restores it into an empty cluster and proves the books there.

The dump and the row counts are of one snapshot, so it may run beside open tills. Only the report is written to the
source, where staff see its age; a copy stays in `var/drill/`. The dump and the scratch cluster, which hold people's
data, do not stay. Exit code 1: not good.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString

import environ
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config.demo import running_environment
from config.embedded import Postgres, ensure_database, postgres_program, start_postgres

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("DRILL_DIR") or ROOT / "var" / "drill")
_DATABASE = "loyalty_drill"
_SCRATCH = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
_TABLES: LiteralString = (
    "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'public' order by 1"
)

Counts = dict[str, int]


class CannotDrill(Exception):
    """The sentence says what to do."""


@dataclass(frozen=True, kw_only=True)
class Drilled:
    """What the drill found. `lost` has the tables whose restored rows differ: [rows there, rows restored]."""

    at: str
    server: int
    database_bytes: int
    backup_bytes: int
    tables: int
    rows: int
    lost: dict[str, tuple[int, int]]
    proof: dict[str, Any]
    fenced: bool
    seconds: dict[str, float]

    @property
    def ok(self) -> bool:
        return not self.lost and self.proof["ok"] is True and self.fenced


def drill(*, environment: Mapping[str, str]) -> Drilled:
    """Back up the database that DATABASE_OWNER_URL names, restore and prove it; all on this machine, and cleared after.

    `environment` is that of the product's processes. Raises CannotDrill, ServerFailed.
    """
    at, watch = datetime.now(UTC), _Watch()
    with TemporaryDirectory(prefix="loyalty-drill-") as made:
        home, backup = Path(made), Path(made) / "backup"
        with _snapshot(environment["DATABASE_OWNER_URL"]) as (source, snapshot):
            server, size, roles = _facts(source)
            there = count_rows(source)
            with watch("backup"):
                _dump(environment["DATABASE_OWNER_URL"], snapshot, backup)
        scratch = start_postgres(home / "postgres", settings=_SCRATCH)
        try:
            with watch("restore"):
                _restore(scratch, backup, roles)
            with scratch.connect(database=_DATABASE) as restored:
                here = count_rows(restored)
            child = _scratch_environment(environment, scratch)
            with watch("prove"):
                proof = _prove(child)
            fenced = _manage(child, "confirm_restore", "--check").stdout.strip() == "fenced"
        finally:
            scratch.stop()
        return Drilled(
            at=at.isoformat(timespec="seconds"), server=server, database_bytes=size, backup_bytes=backup.stat().st_size,
            tables=len(there), rows=sum(there.values()), lost=differences(there, here), proof=proof, fenced=fenced,
            seconds=watch.seconds,
        )  # fmt: skip


def keep(*, environment: Mapping[str, str], found: Drilled) -> None:
    """Write the report into the source. Raises CannotDrill."""
    done = _manage(environment, "keep_drill", said=json.dumps(report_of(found)))
    if done.returncode:
        raise CannotDrill(f"The report could not be kept in the database:\n{done.stderr}")


def report_of(found: Drilled) -> dict[str, Any]:
    """What is kept of a drill, as JSON has it."""
    return {"ok": found.ok, **asdict(found)}


def differences(there: Counts, here: Counts) -> dict[str, tuple[int, int]]:
    """The tables whose counts differ; a table that is missing on one side counts -1 there."""
    pairs = {table: (there.get(table, -1), here.get(table, -1)) for table in sorted(there.keys() | here.keys())}
    return {table: pair for table, pair in pairs.items() if pair[0] != pair[1]}


def count_rows(connection: psycopg.Connection) -> Counts:
    """Exact counts of every table; reads all of them."""
    tables = [row[0] for row in connection.execute(_TABLES)]
    count = sql.SQL("select count(*) from {}")
    return {table: _one(connection, count.format(sql.Identifier(*_parts(table)))) for table in tables}


def _parts(table: str) -> list[str]:
    return [part.strip('"') for part in table.split(".", 1)]


def _one(connection: psycopg.Connection, statement: LiteralString | sql.Composed) -> Any:
    row = connection.execute(statement).fetchone()
    return row[0] if row else None


class _Watch:
    """Seconds that each part took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[part] = round(time.monotonic() - started, 1)


@contextmanager
def _snapshot(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection inside a read-only snapshot, and the name by which pg_dump joins it."""
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError as error:
        raise CannotDrill(f"DATABASE_OWNER_URL does not answer: {error}") from None
    with connection:
        connection.execute("set transaction isolation level repeatable read read only")
        yield connection, _one(connection, "select pg_export_snapshot()")


def _facts(source: psycopg.Connection) -> tuple[int, int, list[str]]:
    server = source.info.server_version // 10_000
    said = subprocess.run([postgres_program("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout
    ours = int(said.split()[2].split(".")[0])
    if server != ours:
        raise CannotDrill(f"The server is PostgreSQL {server}, the tools here are of {ours}: they must be the same.")
    roles = [row[0] for row in source.execute("select rolname from pg_roles where rolname !~ '^pg_'")]
    return server, _one(source, "select pg_database_size(current_database())"), roles


def _dump(url: str, snapshot: str, backup: Path) -> None:
    words = conninfo_to_dict(url)
    password = words.pop("password", None)  # not among the arguments, which everybody on the machine can read
    _run(
        [postgres_program("pg_dump"), "--format=custom", f"--snapshot={snapshot}", f"--file={backup}",
         f"--dbname={make_conninfo(**{name: str(value) for name, value in words.items()})}"],
        {**os.environ, **({"PGPASSWORD": str(password)} if password else {})},
    )  # fmt: skip


def _restore(scratch: Postgres, backup: Path, roles: list[str]) -> None:
    ensure_database(scratch, name=_DATABASE)
    with scratch.connect() as connection:
        known = {row[0] for row in connection.execute("select rolname from pg_roles")}
        for role in sorted(set(roles) - known):  # owners and grantees: a dump names them and does not bring them
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(role)))
    _run(
        [postgres_program("pg_restore"), "--exit-on-error", "--jobs=2", "--username=postgres",
         f"--host={scratch.socket_folder}", f"--dbname={_DATABASE}", backup],
        dict(os.environ),
    )  # fmt: skip


def _run(argv: list[str | Path], environment: Mapping[str, str]) -> None:
    done = subprocess.run(argv, env=dict(environment), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotDrill(f"{Path(argv[0]).name} failed:\n{done.stderr}")


def _scratch_environment(environment: Mapping[str, str], scratch: Postgres) -> dict[str, str]:
    """The product's own environment, keys included, over the scratch cluster. The `_FILE` forms would win: emptied."""
    app = str(conninfo_to_dict(environment["DATABASE_URL"])["user"])
    owner = str(conninfo_to_dict(environment["DATABASE_OWNER_URL"])["user"])
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_PROFILE": "command",
        "DATABASE_URL": scratch.url(role=app, database=_DATABASE),
        "DATABASE_OWNER_URL": scratch.url(role=owner, database=_DATABASE),
        "DATABASE_URL_FILE": "",
        "DATABASE_OWNER_URL_FILE": "",
    }


def _prove(environment: Mapping[str, str]) -> dict[str, Any]:
    done = _manage(environment, "prove", "--json")
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"at"')]
    if not lines:
        raise CannotDrill(f"manage.py prove did not run:\n{done.stderr}")
    report: dict[str, Any] = json.loads(lines[-1])
    return report


def _manage(environment: Mapping[str, str], *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    argv: list[str | Path] = [sys.executable, ROOT / "manage.py", *arguments]
    return subprocess.run(
        argv, env=dict(environment), cwd=ROOT, input=said, capture_output=True, text=True, check=False
    )


def _environment() -> dict[str, str]:
    """This process's own environment and `.env`, or that of the demo that runs here. Raises CannotDrill."""
    env = environ.FileAwareEnv()
    if (ROOT / ".env").is_file():
        env.read_env(ROOT / ".env")
    if env.str("DATABASE_OWNER_URL", default=""):
        return {**os.environ, **{name: env.str(name) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}}
    demo = running_environment()
    if demo is None:
        raise CannotDrill(
            "Set DATABASE_OWNER_URL and the other variables of the installation, or start the demo first."
        )
    return demo


def _text(found: Drilled, report: Path) -> str:
    broken = [query["code"] for query in found.proof["queries"] if query["violations"]]
    lines = [
        f"Backup     {found.backup_bytes:,} bytes of {found.database_bytes:,}, {found.seconds['backup']} s",
        f"Restore    {found.tables} tables, {found.rows:,} rows, {found.seconds['restore']} s",
        *(f"  differs  {table}: {there} there, {here} restored" for table, (there, here) in found.lost.items()),
        f"Proof      {'clean' if found.proof['ok'] else 'BROKEN: ' + ', '.join(broken)}, {found.seconds['prove']} s",
        f"Fence      {'up: the copy writes to nobody' if found.fenced else 'MISSING'}",
        f"Report     {report}",
    ]
    return "\n".join([*lines, "The backup is good." if found.ok else "The backup is NOT good."])


def main() -> None:
    try:
        environment = _environment()
        found = drill(environment=environment)
    except CannotDrill as error:
        sys.exit(str(error))
    FOLDER.mkdir(parents=True, exist_ok=True)
    report = FOLDER / f"{found.at[:19].replace(':', '')}.json"
    report.write_text(json.dumps(report_of(found), ensure_ascii=False, indent=2) + "\n")
    print(_text(found, report))
    try:
        keep(environment=environment, found=found)
    except CannotDrill as error:
        sys.exit(str(error))
    sys.exit(not found.ok)


if __name__ == "__main__":
    main()
