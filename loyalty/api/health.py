"""Whether this process lives, and whether it should get requests. Sales go on without Valkey and Celery."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from functools import cache
from typing import Annotated, ClassVar

import msgspec
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from loyalty.api.kit.door import AlwaysJson, answer
from loyalty.api.kit.openapi import ShopSchema, operation
from loyalty.instance.durability import lacking
from loyalty.instance.fence import is_fenced
from loyalty.refusals import Refusal, Words

_DATABASE_ANSWERS_WITHIN = 1.0
# One thread: when a probe hangs on a dead database, the next ones wait behind it and say so, instead of piling up.
_prober = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ready")


class NotReady(Refusal):
    code: ClassVar[str] = "not_ready"
    status: ClassVar[int] = 503
    title: ClassVar[Words] = _("Not ready for requests")
    headers: ClassVar = {"Retry-After": "1"}


class Health(msgspec.Struct, frozen=True, kw_only=True):
    status: Annotated[str, msgspec.Meta(examples=["live", "ready", "fenced"])]


class Open(APIView):
    """The base of both: no key, no clock, no language."""

    authentication_classes = []
    permission_classes = [AllowAny]
    content_negotiation_class = AlwaysJson
    metadata_class = None
    schema = ShopSchema()


class Live(Open):
    @operation("live", "Does the process answer?", answers={200: Health}, is_open=True)
    def get(self, request: Request) -> HttpResponse:
        """Depends on nothing: restart the process when it fails."""
        return answer(Health(status="live"))


class Ready(Open):
    @operation("ready", "May requests be sent here?", answers={200: Health}, refusals=[NotReady], is_open=True)
    def get(self, request: Request) -> HttpResponse:
        """The database answers within a second, its schema is that of this code, and it keeps what it has confirmed.
        `fenced`: sales go on, but no message leaves, for this is a restored copy that nobody has confirmed."""
        if settings.DRAIN_FILE.exists():
            raise NotReady(missing="draining")
        probe: Future[str] = _prober.submit(_missing)
        try:
            missing = probe.result(timeout=_DATABASE_ANSWERS_WITHIN)
        except (TooSlow, DatabaseError):
            raise NotReady(missing="database") from None
        if missing not in ("", "fence"):
            raise NotReady(missing=missing)
        return answer(Health(status="fenced" if missing else "ready"))


def _missing() -> str:
    """What is not as it must be: migrations, durability, or (no reason to refuse) the word that lifts the fence."""
    try:
        if not _is_migrated():
            return "migrations"
        if lacking():
            return "durability"
        return "fence" if is_fenced() else ""
    finally:
        connections.close_all()


def _is_migrated() -> bool:
    return set(_newest_migrations()) <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _newest_migrations() -> Iterable[tuple[str, str]]:
    """The last migration of every app, as the code has them. Read from disk once."""
    return tuple(MigrationLoader(None).graph.leaf_nodes())
