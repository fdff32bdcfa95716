"""The environment of a test run: its own servers, its own secrets, nothing of the machine's."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config.embedded import APP_ROLE, OWNER_ROLE, ensure_database, start_postgres, start_valkey
from config.keys import new_secrets
from config.messages import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "LOYALTY_TEST_FOLDER"  # set: some process of this run has started the servers
SOCKETS = "LOYALTY_TEST_SOCKETS"
TEMPLATE = "loyalty_template"
_ROOM = 10 * 2**30  # a whole run takes some 4 GiB
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "128MB",
    "max_connections": "300",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "jit": "off",
    "log_min_messages": "fatal",
}


def _memory() -> Path | None:
    """Where files stay in memory, if a whole run has room there: a database is made three times as fast."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else None


def set_throwaway_environment(*, with_servers: bool) -> None:
    """Fill os.environ for config.settings. Workers of a parallel run inherit it and so share the servers."""
    if FOLDER in os.environ:
        os.environ["REDIS_URL"] = _redis_url(os.environ["REDIS_URL"])
        return
    os.environ.update(new_secrets())
    if not with_servers:
        os.environ.update(
            DATABASE_URL=f"postgresql://{APP_ROLE}:@/loyalty?host=/nowhere",
            DATABASE_OWNER_URL=f"postgresql://{OWNER_ROLE}:@/loyalty?host=/nowhere",
            REDIS_URL="redis://127.0.0.1:1/0",
            BASE_URL="https://loyalty.example",
            ALLOWED_HOSTS="loyalty.example",
        )
        return
    compile_catalogues()
    folder = Path(tempfile.mkdtemp(prefix="loyalty-test-", dir=_memory()))
    (static := folder / "static").mkdir()
    postgres = start_postgres(folder / "postgres", settings=_FAST)
    valkey = start_valkey(folder / "valkey", ports=range(20379, 20479))

    def drop_servers() -> None:
        if os.getpid() == starter:
            migrating.kill()
            valkey.stop()
            postgres.stop()
            shutil.rmtree(folder, ignore_errors=True)

    starter = os.getpid()
    atexit.register(drop_servers)
    os.environ.update(
        {
            FOLDER: str(folder),
            SOCKETS: str(postgres.socket_folder),
            "DATABASE_URL": postgres.url(role=APP_ROLE, database=TEMPLATE),
            "DATABASE_OWNER_URL": postgres.url(role=OWNER_ROLE, database=TEMPLATE),
            "DATABASE_PROFILE": "jobs",
            "DATABASE_POOL_SIZE": "0",
            "REDIS_URL": valkey.url(),
            "CACHE_URL": "",
            "CELERY_BROKER_URL": "",
            "ADMIN_URL": "admin/",
            "BEHIND_PROXY": "off",
            "DEBUG": "off",
            "MESSAGE_CHANNELS": "file",
            "BASE_URL": "http://testserver",
            "HTTPS": "off",
            "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
            "STATIC_STORAGE": "source",
            "STATIC_ROOT": str(static),
            "OUTBOX_DIR": str(folder / "outbox"),
            "LOG_LEVEL": "WARNING",
            "MONITORING_TOKEN": "a token of the tests, long enough for it",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright's sync API runs an event loop in the test's thread
        }
    )
    ensure_database(postgres, name=TEMPLATE)
    migrating = subprocess.Popen([sys.executable, "-m", "tests.migrate_template"], cwd=ROOT)  # beside the collection


def _redis_url(shared: str) -> str:
    """Each worker of a parallel run has a Valkey database of its own; 0 belongs to runs that are not parallel."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
    return f"{shared.rpartition('/')[0]}/{number % 16}"
