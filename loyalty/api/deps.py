"""`/health/deps`: the state of everything the product leans on, for monitoring and for staff who may see operations."""

from datetime import datetime
from typing import ClassVar

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from loyalty import clock
from loyalty.api.health import Open
from loyalty.api.kit.door import answer
from loyalty.api.kit.errors import Forbidden
from loyalty.instance.deps import Deps, deps
from loyalty.ledger.last_proof import last_proof
from loyalty.refusals import Refusal, Words
from loyalty.staff.models import User


class MonitoringTokenMissing(Refusal):
    code: ClassVar[str] = "monitoring_token_missing"
    status: ClassVar[int] = 401
    title: ClassVar[Words] = _("The monitoring token is missing or not valid")
    hint: ClassVar[Words] = _("Send Authorization: Bearer and the value of MONITORING_TOKEN, or sign in to the admin.")
    headers: ClassVar = {"WWW-Authenticate": "Bearer"}


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    text: str


class Database(msgspec.Struct, frozen=True, kw_only=True):
    lacking: tuple[str, ...]
    clock_skew_ms: int
    fenced: bool


class Outbox(msgspec.Struct, frozen=True, kw_only=True):
    due: int
    leased: int
    parked: int
    age_seconds: int


class JobLine(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    finished_at: datetime | None
    error: str
    late: bool


class Disk(msgspec.Struct, frozen=True, kw_only=True):
    total_bytes: int
    free_bytes: int


class ArchiveLine(msgspec.Struct, frozen=True, kw_only=True):
    on: bool
    archived_at: datetime | None
    failed_at: datetime | None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    ok: bool


class DepsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`status`: ok or degraded. Instants are in UTC; null: never."""

    status: str
    at: datetime
    degraded: tuple[Trouble, ...]
    database: Database
    cache: bool
    broker: bool
    beat_at: datetime | None
    worker_at: datetime | None
    outbox: Outbox
    jobs: tuple[JobLine, ...]
    disk: Disk
    archive: ArchiveLine
    drill: Checked | None
    proof: Checked | None


class Dependencies(Open):
    """Answers 200 whatever is degraded, for it is read and not obeyed; 503 without the database."""

    authentication_classes = [SessionAuthentication]
    schema = None  # type: ignore[assignment]  # for those who run the service: stays out of the shops' OpenAPI

    def get(self, request: Request) -> HttpResponse:
        _require_access(request)
        at = clock.now()
        return answer(_answer(deps(at=at), at))


def _require_access(request: Request) -> None:
    """The token, or a session of staff that may see the proof of the books. MonitoringTokenMissing, Forbidden."""
    scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    expected: str = settings.MONITORING_TOKEN
    if scheme.lower() == "bearer" and expected and constant_time_compare(token.strip(), expected):
        return
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        raise MonitoringTokenMissing
    if not user.has_perm("loyalty.view_operation"):
        raise Forbidden


def _answer(state: Deps, at: datetime) -> DepsAnswer:
    proof = last_proof()
    return DepsAnswer(
        status="degraded" if state.degradations else "ok",
        at=at,
        degraded=tuple(Trouble(code=each.code, text=each.text) for each in state.degradations),
        database=Database(
            lacking=state.lacking,
            clock_skew_ms=round(state.clock_skew.total_seconds() * 1000),
            fenced=state.is_fenced,
        ),
        cache=state.cache_answers,
        broker=state.broker_answers,
        beat_at=state.signs.beat,
        worker_at=state.signs.worker,
        outbox=Outbox(
            due=state.events.due,
            leased=state.events.leased,
            parked=state.events.parked,
            age_seconds=int(state.events.age(at=at).total_seconds()),
        ),
        jobs=tuple(
            JobLine(code=job.code, finished_at=job.finished_at, error=job.error_class, late=job.is_late)
            for job in state.jobs
        ),
        disk=Disk(total_bytes=state.disk_total, free_bytes=state.disk_free),
        archive=ArchiveLine(
            on=state.archive.is_on, archived_at=state.archive.archived_at, failed_at=state.archive.failed_at
        ),
        drill=Checked(at=state.drill.at, ok=state.drill.ok) if state.drill else None,
        proof=Checked(at=proof.at, ok=proof.ok) if proof else None,
    )
