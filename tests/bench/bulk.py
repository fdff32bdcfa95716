"""Rows by the million: made by PostgreSQL itself, with neither triggers nor indexes, two tables at a time."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from psycopg import sql

from tests.bench.servers import DATABASE, Servers

_AT_ONCE = 2  # the cores there are


def load(servers: Servers, statements: Mapping[str, str], numbers: Mapping[str, object]) -> None:
    """Each statement fills the table it stands under, and reads nothing that another one writes. Indexes are made anew
    from all rows, which also proves that they are unique; then the table is vacuumed and analysed."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for done in [pool.submit(_fill, servers, table, text, numbers) for table, text in statements.items()]:
            done.result()


def _fill(servers: Servers, table: str, statement: str, numbers: Mapping[str, object]) -> None:
    name = sql.Identifier(table)
    with servers.postgres.connect(database=DATABASE) as superuser:
        superuser.execute("set synchronous_commit = off")
        superuser.execute("set maintenance_work_mem = '512MB'")
        superuser.execute("set work_mem = '256MB'")
        superuser.execute("set session_replication_role = replica")
        superuser.execute(sql.SQL("alter table {} disable trigger user").format(name))  # every row would be proved
        superuser.execute(
            "update pg_index set indisready = false, indisvalid = false where indrelid = %s::regclass", [table]
        )
        superuser.execute(statement, numbers)
        superuser.execute(sql.SQL("reindex table {}").format(name))  # which makes them ready and valid
        superuser.execute(sql.SQL("alter table {} enable trigger user").format(name))
        superuser.execute(sql.SQL("vacuum (freeze, analyze) {}").format(name))
