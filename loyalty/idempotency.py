"""Exactly once for clients: one key, one effect, one stored answer (RELIABILITY §2.1 I1–I8)."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import OperationalError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.clock import ClockTimestamp
from loyalty.proofs import Proof, proofs
from loyalty.refusals import Refusal, Words

T = TypeVar("T")

TRIES = 4
_RETRIED = {"40001", "40P01"}  # serialization failure, deadlock
_LOCK_TIMEOUT = "55P03"
_NOT_STORED = {400, 401, 403, 415, 429}  # nor 5xx: these are not decided by what is in the books


class IdempotencyRecord(models.Model):
    """A client's key and the answer it got. The answer may be purged after its time; the key and fingerprint stay."""

    client = models.ForeignKey("loyalty.Integration", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=128)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(null=True)  # noqa: DJ001  an empty answer is not a purged one
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [
            models.UniqueConstraint(name="idempotency_key", fields=["client", "key"]),
            models.CheckConstraint(name="idempotency_key_format", condition=Q(key__regex=r"^[A-Za-z0-9_.:-]{8,128}$")),
        ]
        # For purging. BRIN: it costs an insert next to nothing, and the update that stores the answer nothing.
        indexes = [BrinIndex(fields=["created_at"], name="idempotency_created", autosummarize=True)]


proofs.add(
    "Q-26",
    Proof(
        title=_("Every request that was carried out has kept its answer"),
        sql="""
select id, status is null and created_at < %(at)s - interval '5 minutes' from loyalty_idempotencyrecord""",
    ),
)


class IdempotencyKeyReused(Refusal):
    code: ClassVar[str] = "idempotency_key_reused"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This idempotency key was used for another request")
    hint: ClassVar[Words] = _("Send a new key with a new request; repeat a request with its own key.")


class IdempotencyKeyExpired(Refusal):
    code: ClassVar[str] = "idempotency_key_expired"
    status: ClassVar[int] = 410
    title: ClassVar[Words] = _("The answer to this idempotency key is no longer kept")
    hint: ClassVar[Words] = _("The request was carried out; read its result instead of repeating it.")


class RequestInProgress(Refusal):
    code: ClassVar[str] = "request_in_progress"
    title: ClassVar[Words] = _("A request with this idempotency key is still running")
    hint: ClassVar[Words] = _("Repeat the same request in a second.")


@dataclass(frozen=True)
class Answer:
    """What to send, byte for byte; `replayed` when it was stored by an earlier request."""

    status: int
    body: str
    replayed: bool


def once(
    *,
    client_id: int,
    key: str,
    fingerprint: bytes,
    verb: Callable[[], T],
    render: Callable[[T], tuple[int, str]],
    refuse: Callable[[Refusal], tuple[int, str]],
) -> Answer:
    """Run `verb` in the one durable transaction of a request and keep its answer under the client's key.

    The same key and fingerprint again replay the answer; another fingerprint raises IdempotencyKeyReused, a request
    still running RequestInProgress, a purged answer IdempotencyKeyExpired. A Refusal of the verb undoes everything it
    did and is kept as the answer, final for its key (not one of 400, 401, 403, 415, 429 and 5xx, which is raised);
    anything else rolls back and may be tried again with the same key.
    Deadlocks and serialization failures are retried. Two queries besides the verb's.
    """
    try:
        return _retrying(lambda: _first_time(client_id, key, fingerprint, verb, render))
    except Refusal as refusal:
        if isinstance(refusal, IdempotencyKeyReused | IdempotencyKeyExpired | RequestInProgress):
            raise
        if refusal.status in _NOT_STORED or refusal.status >= 500:
            raise
        # The effects are rolled back by now. Another request may take the key in between: then its answer holds.
        status, body = refuse(refusal)
        return _retrying(lambda: _first_time(client_id, key, fingerprint, lambda: (status, body), lambda done: done))


def _retrying(attempt: Callable[[], Answer]) -> Answer:
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic(durable=True):
                return attempt()
        except OperationalError as error:
            if left == 0 or _sqlstate(error) not in _RETRIED:
                raise
            time.sleep(random.uniform(0.01, 0.1))
    raise AssertionError("unreachable")


def _first_time(
    client_id: int, key: str, fingerprint: bytes, verb: Callable[[], T], render: Callable[[T], tuple[int, str]]
) -> Answer:
    record_id = _claim(client_id, key, fingerprint)
    if record_id is None:
        return _replay(client_id, key, fingerprint)
    status, body = render(verb())
    with connection.cursor() as cursor:
        cursor.execute(
            "update loyalty_idempotencyrecord set status = %s, body = %s where id = %s", [status, body, record_id]
        )
    return Answer(status=status, body=body, replayed=False)


def _claim(client_id: int, key: str, fingerprint: bytes) -> int | None:
    """Insert the key first; waits while another transaction holds it. None when it is taken."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                """insert into loyalty_idempotencyrecord (client_id, key, fingerprint) values (%s, %s, %s)
                   on conflict (client_id, key) do nothing returning id""",
                [client_id, key, fingerprint],
            )
            row = cursor.fetchone()
    except OperationalError as error:
        if _sqlstate(error) == _LOCK_TIMEOUT:
            raise RequestInProgress(retry_after=1) from error
        raise
    return row[0] if row else None


def _replay(client_id: int, key: str, fingerprint: bytes) -> Answer:
    # A statement of its own: the one that met the conflict could not see the other transaction's row.
    record = IdempotencyRecord.objects.get(client_id=client_id, key=key)
    if bytes(record.fingerprint) != fingerprint:
        raise IdempotencyKeyReused()
    if record.status is None or record.body is None:
        raise IdempotencyKeyExpired()
    return Answer(status=record.status, body=record.body, replayed=True)


def _sqlstate(error: OperationalError) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)
