"""Runs a write exactly once per Idempotency-Key and answers the stored bytes when it is repeated."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from loyalty.api.kit.problem import PROBLEM_TYPE, refusal_body, request_id_of
from loyalty.idempotency import once
from loyalty.purchase.cart import said
from loyalty.refusals import Refusal, Words

T = TypeVar("T")
JSON_TYPE = "application/json"
_KEY = re.compile(
    r"""("?)([A-Za-z0-9_.:-]{8,128})\1"""
)  # in quotes, too: a String of RFC 9651, as the IETF draft has it


class IdempotencyKeyMissing(Refusal):
    code: ClassVar[str] = "idempotency_key_missing"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("The Idempotency-Key header is missing")
    hint: ClassVar[Words] = _("Make a new key for every new request and repeat it when you repeat the request.")


class IdempotencyKeyInvalid(Refusal):
    code: ClassVar[str] = "idempotency_key_invalid"
    status: ClassVar[int] = 400
    title: ClassVar[Words] = _("The Idempotency-Key header has a wrong form")
    hint: ClassVar[Words] = _("8 to 128 Latin letters, digits and the characters _ . : - are allowed.")


def write(
    request: HttpRequest,
    *,
    client_id: int,
    body: msgspec.Struct,
    verb: Callable[[], T],
    render: Callable[[T], tuple[int, msgspec.Struct]],
    facts: Callable[[Refusal], Mapping[str, Any]],
) -> HttpResponse:
    """The answer of `verb` to this request, or the stored one when the key has been used for the same request before.

    `render` gives the status and the body, `facts` what a refusal carries (the door's `facts`). Raises
    IdempotencyKeyMissing, IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyKeyExpired, RequestInProgress.
    """

    def accept(done: T) -> tuple[int, str]:
        status, value = render(done)
        return status, msgspec.json.encode(value).decode()

    def refuse(refusal: Refusal) -> tuple[int, str]:
        request.META["OUTCOME"] = refusal.code
        return refusal.status, refusal_body(refusal, request_id=request_id_of(request), facts=facts(refusal))

    answer = once(
        client_id=client_id,
        key=key_of(request),
        fingerprint=_fingerprint(request, body),
        verb=verb,
        render=accept,
        refuse=refuse,
    )
    response = HttpResponse(
        answer.body, status=answer.status, content_type=JSON_TYPE if answer.status < 400 else PROBLEM_TYPE
    )
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def key_of(request: HttpRequest) -> str:
    """The request's Idempotency-Key, without the quotes it may stand in.

    Raises IdempotencyKeyMissing and IdempotencyKeyInvalid.
    """
    key: str | None = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if not key:
        raise IdempotencyKeyMissing
    found = _KEY.fullmatch(key)
    if found is None:
        raise IdempotencyKeyInvalid
    return found[2]


def _fingerprint(request: HttpRequest, body: msgspec.Struct) -> bytes:
    """SHA-256 of what makes the request this request; spaces and the order of fields do not, nor defaults spelt out:
    a release that adds a field must recognise what was sent to the one before."""
    request_said = [str(request.method), request.get_full_path(), said(body).decode()]
    return hashlib.sha256("\n".join(request_said).encode()).digest()
