"""Django's PostgreSQL, but reading instants ten times as fast: every lot has three, and Django takes 4 µs for each."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db.backends.postgresql import base, psycopg_any
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap


class InstantLoader(psycopg_any.BaseTzLoader):  # type: ignore[misc]  # its stubs have no types
    timezone = UTC  # the connection's, too: Django sets it

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # infinity, years beyond 9999 or before 1: what these come to is Django's business
            found: datetime = super().load(data)
            return found


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        return {**params, "context": _with_instants(params["context"])}


@cache
def _with_instants(usual: AdaptersMap) -> AdaptersMap:
    adapters = AdaptersMap(usual)
    adapters.register_loader("timestamptz", InstantLoader)
    return adapters
